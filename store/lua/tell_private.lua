-- Tells somebody that another has written to them privately: at most one unread notification for each room of two. While it is
-- unread a further line only moves it up. What they have read by then is not told. Done twice it changes nothing.
-- KEYS: inbox, its notifications, those unread, the person's marks
-- ARGV: now, channel, the topic of who has it, id, when in ms, the notification as JSON, most, the room, the line
-- Returns: {'ok'}, {'up'} when it was unread, {'old'} when this line was told or read before
local line, before = tonumber(ARGV[9]), redis.call('HGET', KEYS[2], ARGV[4])
local read = string.match(redis.call('HGET', KEYS[4], ARGV[8]) or '0', '^%d+')
if line <= tonumber(read) or before and line <= (cjson.decode(before).line or 0) then return { 'old' } end
local unread = redis.call('ZSCORE', KEYS[3], ARGV[4])
redis.call('HSET', KEYS[2], ARGV[4], ARGV[6])
redis.call('ZADD', KEYS[1], ARGV[5], ARGV[4])
arrive(ARGV[4])
keep_newest(ARGV[7])
ring(ARGV[3], unread and 'state' or 'notification')
return { unread and 'up' or 'ok' }
