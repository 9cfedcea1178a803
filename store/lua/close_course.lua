-- Does what follows when a course's time is over. Done twice it changes nothing. The due entry means "look no
-- later than"; the course decides.
-- KEYS: course, due, outbox
-- ARGV: now, channel, id, topic
-- Returns: {'closed'}, {'later'}, {'nothing'}
local found = redis.call('HMGET', KEYS[1], 'closes', 'closed', 'deleted')
local member, closes = 'close:' .. ARGV[3], found[1]
if not closes or closes == '' or found[2] or found[3] then
  redis.call('ZREM', KEYS[2], member)
  return { 'nothing' }
end
if clock() < tonumber(closes) then
  redis.call('ZADD', KEYS[2], closes, member)
  return { 'later' }
end
redis.call('HSET', KEYS[1], 'closed', closes)
follow(KEYS[3], 'kind', 'course', 'course', ARGV[3])
follow(KEYS[3], 'kind', 'closed', 'course', ARGV[3], 'at', closes)
ring(ARGV[4], 'closed')
redis.call('ZREM', KEYS[2], member)
return { 'closed' }
