-- Says that all lines of a room are back. Done twice it changes nothing.
-- KEYS: room, lines
-- ARGV: now, channel, the turn
-- Returns: {'ok'}, {'awake'} and {'lost'} as wake_lines; {'short', how many are there, how many should be} when some are not back
local found = redis.call('HMGET', KEYS[1], 'released', 'whole')
if found[1] ~= ARGV[3] then return { found[1] and 'lost' or 'awake' } end
local n = redis.call('HLEN', KEYS[2])
if n < tonumber(found[2]) then return { 'short', n, tonumber(found[2]) } end
redis.call('HDEL', KEYS[1], 'released', 'whole')
return { 'ok' }
