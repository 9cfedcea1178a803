-- Says that the lines of a room are being brought back, and that it is not let go again before a time. Whoever was letting it go is not
-- heard any more; of those who bring them back any goes on. Done twice it changes nothing.
-- KEYS: room, archived
-- ARGV: now, channel, meeting:order, from when on it waits to be let go again
-- Returns: {'ok', the word by which this turn is known}, {'awake'} when the lines are there
local turn = redis.call('HGET', KEYS[1], 'released')
if not turn then return { 'awake' } end
if string.sub(turn, 1, 3) ~= 'in ' then
  turn = 'in ' .. redis.call('HINCRBY', KEYS[1], 'releases', 1)
  redis.call('HSET', KEYS[1], 'released', turn)
end
redis.call('ZADD', KEYS[2], ARGV[4], ARGV[3])
return { 'ok', turn }
