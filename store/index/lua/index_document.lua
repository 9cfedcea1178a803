-- Makes the search find a document as it is now, or no more. What it is found by stands in the index itself, and only what
-- differs is written; what a later entry caused stays, so done twice it changes nothing.
-- KEYS: orders, facts, texts, postings, words, vocabulary, beginnings, spellings, lists
-- ARGV: now, channel, id, order (outbox entry as sortable text), facts ('' to take it out), text ("NUL word SOH impact" for
--       each word)
-- Returns: {'ok'}, {'old'} when what a later entry caused is in the index already
local id, order, facts, text = ARGV[3], ARGV[4], ARGV[5], ARGV[6]
local last = redis.call('HGET', KEYS[1], id)
if last and last > order then return { 'old' } end
redis.call('HSET', KEYS[1], id, order)

local was, is = read(redis.call('HGET', KEYS[3], id) or ''), read(text)
for word, impact in pairs(was) do
  if is[word] ~= impact then redis.call('ZREM', KEYS[4], posting(word, impact, id)) end
  if not is[word] then count(word, -1) end
end
for word, impact in pairs(is) do
  if was[word] ~= impact then redis.call('ZADD', KEYS[4], 0, posting(word, impact, id)) end
  if not was[word] then count(word, 1) end
end

local listed = redis.call('HGET', KEYS[2], id)
if listed ~= facts then
  for _, member in ipairs(entries(listed, id)) do redis.call('ZREM', KEYS[9], member) end
  for _, member in ipairs(entries(facts, id)) do redis.call('ZADD', KEYS[9], 0, member) end
end
if facts == '' then
  redis.call('HDEL', KEYS[2], id)
  redis.call('HDEL', KEYS[3], id)
else
  redis.call('HSET', KEYS[2], id, facts)
  redis.call('HSET', KEYS[3], id, text)
end
return { 'ok' }
