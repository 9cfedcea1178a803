-- Gives a course its id and puts it among the teacher's own, before it is made where its id says.
-- KEYS: the teacher's courses
-- ARGV: now, channel, an id that no course has
-- Returns: {'ok', id}
redis.call('ZADD', KEYS[1], whole(clock()), ARGV[3])
return { 'ok', ARGV[3] }
