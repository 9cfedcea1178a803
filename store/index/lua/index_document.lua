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

local was, is, changed = read(redis.call('HGET', KEYS[3], id) or ''), read(text), {}
for word, impact in pairs(was) do
  if is[word] ~= impact then drop(4, { posting(word, impact, id) }) end
  if not is[word] then changed[#changed + 1] = word end
end
for word, impact in pairs(is) do
  if was[word] ~= impact then add(4, { posting(word, impact, id) }) end
  if not was[word] then changed[#changed + 1] = word end
end
for _, word in ipairs(changed) do
  local after, letters = redis.call('HINCRBY', KEYS[5], word, is[word] and 1 or -1), chars(word)
  local before = after - (is[word] and 1 or -1)
  if before == 0 or after == 0 then -- what nobody has is no word any more
    local change = after > 0 and add or drop
    change(6, { word })
    change(8, misspelt(word, letters))
    if after == 0 then redis.call('HDEL', KEYS[5], word) end
  end
  if before == 0 or after == 0 or rare(before) ~= rare(after) then
    drop(7, beginnings(word, letters, before))
    add(7, beginnings(word, letters, after))
  end
end

drop(9, entries(redis.call('HGET', KEYS[2], id), id))
add(9, entries(facts, id))
write()
if facts == '' then
  redis.call('HDEL', KEYS[2], id)
  redis.call('HDEL', KEYS[3], id)
else
  redis.call('HSET', KEYS[2], id, facts)
  redis.call('HSET', KEYS[3], id, text)
end
return { 'ok' }
