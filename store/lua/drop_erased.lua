-- Notes that a room or a file is no business of a job of taking somebody out any more. Done twice it changes nothing.
-- KEYS: a set of the job
-- ARGV: now, channel, member
-- Returns: {'ok'}
redis.call('SREM', KEYS[1], ARGV[3])
return { 'ok' }
