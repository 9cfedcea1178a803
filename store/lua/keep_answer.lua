-- Keeps the answer to a request that names itself, for a day: the first stays. Done twice it changes
-- nothing.
-- KEYS: request
-- ARGV: now, channel, print, status, location, body, tag
-- Returns: {'ok'}
local kept = redis.call('HMGET', KEYS[1], 'print', 'status')
if kept[2] or kept[1] and kept[1] ~= ARGV[3] then return { 'ok' } end
redis.call('HSET', KEYS[1], 'print', ARGV[3], 'status', ARGV[4], 'location', ARGV[5], 'body', ARGV[6], 'tag', ARGV[7])
redis.call('EXPIRE', KEYS[1], DAY)
return { 'ok' }
