-- Takes a course out of the own courses of who does not teach it any more. Done twice it changes nothing.
-- KEYS: the teacher's courses
-- ARGV: now, channel, course
-- Returns: {'ok'}
redis.call('ZREM', KEYS[1], ARGV[3])
return { 'ok' }
