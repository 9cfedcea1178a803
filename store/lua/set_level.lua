-- Says how much somebody is told of a course. What is told as it comes, all, is not kept. Their pages hear of it, since what is
-- unread in its room counts or not by that.
-- KEYS: how much somebody is told of courses
-- ARGV: now, channel, course, level, the person's topic
-- Returns: {'ok'}
if ARGV[4] == 'all' then
  redis.call('HDEL', KEYS[1], ARGV[3])
else
  redis.call('HSET', KEYS[1], ARGV[3], ARGV[4])
end
ring(ARGV[5], 'state')
return { 'ok' }
