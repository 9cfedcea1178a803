-- Counts a try against an entry that failed and says when the next is; after the last one it is parked. Done twice it
-- counts two tries.
-- KEYS: lease, outbox, tries, parked
-- ARGV: now, channel, token, entry, ms to wait after the first try, most ms to wait, tries, what the entry was as a JSON
--       object
-- Returns: {'later', tries}, {'parked'}, {'lost'} when another has the outbox
if redis.call('GET', KEYS[1]) ~= ARGV[3] then return { 'lost' } end
local now, entry = clock(), ARGV[4]
local tried = tonumber(string.match(redis.call('HGET', KEYS[3], entry) or '0', '^%d+')) + 1
if tried < tonumber(ARGV[7]) then
  local wait = math.min(ARGV[5] * 2 ^ (tried - 1), tonumber(ARGV[6]))
  redis.call('HSET', KEYS[3], entry, whole(tried) .. ' ' .. whole(now + wait))
  return { 'later', tried }
end
local found = redis.call('XRANGE', KEYS[2], entry, entry)[1]
if found then
  local what = cjson.decode(ARGV[8])
  what.at, what.fields = now, found[2]
  redis.call('HSET', KEYS[4], entry, cjson.encode(what))
end
redis.call('XDEL', KEYS[2], entry)
redis.call('HDEL', KEYS[3], entry)
return { 'parked' }
