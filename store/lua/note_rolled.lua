-- Notes that all are noted who were expected at an instance, up to its end. Done twice it changes nothing.
-- KEYS: instance
-- ARGV: now, channel, up to when those were noted who were expected
-- Returns: {'ok'}
local to = redis.call('HGET', KEYS[1], 'to')
if to and tonumber(ARGV[3]) >= tonumber(to) then redis.call('HSET', KEYS[1], 'rolled', '1') end
return { 'ok' }
