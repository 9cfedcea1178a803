-- Does what follows when a course's time is over, or nearly. Done twice it changes nothing. The due entry means "look no
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
local now = clock()
if now < tonumber(closes) then
  local warn = redis.call('HGET', KEYS[1], 'lead')
  warn = warn and closes - warn
  if warn and now >= warn and redis.call('HSETNX', KEYS[1], 'warned', '1') == 1 then
    follow(KEYS[3], 'kind', 'closing', 'course', ARGV[3], 'closes', closes, 'at', whole(warn))
  end
  look_closing(KEYS[1], KEYS[2], ARGV[3], now)
  return { 'later' }
end
redis.call('HSET', KEYS[1], 'closed', closes)
follow(KEYS[3], 'kind', 'course', 'course', ARGV[3])
follow(KEYS[3], 'kind', 'closed', 'course', ARGV[3], 'at', closes)
ring(ARGV[4], 'closed')
redis.call('ZREM', KEYS[2], member)
return { 'closed' }
