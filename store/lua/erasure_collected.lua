-- Notes that all rooms are known in which somebody who was erased may be named. Done twice it changes nothing.
-- KEYS: the job
-- ARGV: now, channel
-- Returns: {'ok'}
if redis.call('HEXISTS', KEYS[1], 'name') == 1 then redis.call('HSET', KEYS[1], 'collected', '1') end
return { 'ok' }
