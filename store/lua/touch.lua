-- Notes of people that they are seen now, of those among them who are in an instance. Of who has ever answered, a stream
-- that only stands says nothing. Done twice it notes a later time.
-- KEYS: instance, present, seen, signs, due
-- ARGV: now, channel, name (meeting:order), came when they have just asked for something, stands when a stream of theirs
--       does, the persons
-- Returns: {'ok', how many are seen}
local now, came, seen = clock(), ARGV[4] == 'came', {}
if not is_open(KEYS[1], now) then return { 'ok', 0 } end
local inside = redis.call('ZMSCORE', KEYS[2], unpack(ARGV, 5))
local signs = redis.call('HMGET', KEYS[4], unpack(ARGV, 5))
for i = 5, #ARGV do
  if inside[i - 4] and (came or signs[i - 4] ~= 'answers') then
    seen[#seen + 1] = whole(now)
    seen[#seen + 1] = ARGV[i]
  end
end
if #seen > 0 then
  redis.call('ZADD', KEYS[3], 'GT', unpack(seen))
  redis.call('ZADD', KEYS[5], 'NX', whole(now + GONE_AFTER), 'gone:' .. ARGV[3])
end
return { 'ok', #seen / 2 }
