-- Makes the search find a document as it is now, or no more. What it was found by before stands beside it; what a later
-- entry caused stays, so done twice it changes nothing.
-- KEYS: document, postings, newest
-- ARGV: now, channel, id, order (outbox entry as sortable text), place among the newest or '' to take it out, then the
--       postings
-- Returns: {'ok'}, {'old'} when what a later entry caused is in the index already
local kept = redis.call('HMGET', KEYS[1], 'order', 'postings')
if kept[1] and kept[1] > ARGV[4] then return { 'old' } end
if kept[2] then
  for _, posting in ipairs(cjson.decode(kept[2])) do redis.call('ZREM', KEYS[2], posting) end
end
if ARGV[5] == '' then
  -- The order stays, so that a late follower cannot bring the document back.
  redis.call('HDEL', KEYS[1], 'postings')
  redis.call('HSET', KEYS[1], 'order', ARGV[4])
  redis.call('ZREM', KEYS[3], ARGV[3])
  return { 'ok' }
end
local postings = { unpack(ARGV, 6) }
for _, posting in ipairs(postings) do redis.call('ZADD', KEYS[2], 0, posting) end
redis.call('HSET', KEYS[1], 'order', ARGV[4], 'postings', cjson.encode(postings))
redis.call('ZADD', KEYS[3], ARGV[5], ARGV[3])
return { 'ok' }
