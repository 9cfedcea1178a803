-- Frees the name of a request that was refused; an answer stays. Done twice it changes nothing.
-- KEYS: request
-- ARGV: now, channel, print
-- Returns: {'ok'}
local kept = redis.call('HMGET', KEYS[1], 'print', 'status')
if kept[1] == ARGV[3] and not kept[2] then redis.call('DEL', KEYS[1]) end
return { 'ok' }
