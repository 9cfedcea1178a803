-- Puts a course among its teacher's own. Done twice it changes nothing.
-- KEYS: the teacher's courses
-- ARGV: now, channel, course, created in ms
-- Returns: {'ok'}
redis.call('ZADD', KEYS[1], ARGV[4], ARGV[3])
return { 'ok' }
