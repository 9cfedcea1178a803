-- Notes that all of a date is in the archive. Done twice it changes nothing.
-- KEYS: instance, unarchived
-- ARGV: now, channel, meeting:order
-- Returns: {'ok'}
if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('HSETNX', KEYS[1], 'archived', whole(clock())) end
redis.call('ZREM', KEYS[2], ARGV[3])
return { 'ok' }
