-- Gives a place in a course, or one in its waiting list.
-- KEYS: course, enrolled, waiting, everyone, due, outbox
-- ARGV: now, channel, id, person, 1 to wait when full, ms by which a first enrolment moves an auto course's end, topic
-- Returns: {'enrolled'}, {'waiting', position}
-- Refuses: missing, full, closed
local found = redis.call('HMGET', KEYS[1], 'places', 'closes', 'deleted', 'closed')
if not found[1] or found[3] then return refuse('missing') end
local id, person, now = ARGV[3], ARGV[4], clock()
if redis.call('ZSCORE', KEYS[2], person) then return { 'enrolled' } end
local ahead = redis.call('ZRANK', KEYS[3], person)
if ahead then return { 'waiting', ahead + 1 } end
if is_closed(now) then return refuse('closed') end

local result
local waits = redis.call('ZCARD', KEYS[3]) > 0 -- beside a free place only where it got free after the end, and the clock fell back
if not waits and (found[1] == '' or redis.call('ZCARD', KEYS[2]) < tonumber(found[1])) then
  take(id, person, now, ARGV[6])
  result = { 'enrolled' }
elseif ARGV[5] == '1' then
  redis.call('ZADD', KEYS[3], redis.call('HINCRBY', KEYS[1], 'queue', 1), person)
  if waits then promote(id, now, ARGV[6]) end
  ahead = redis.call('ZRANK', KEYS[3], person)
  result = ahead and { 'waiting', ahead + 1 } or { 'enrolled' }
else
  return refuse('full')
end
count(id)
follow(KEYS[6], 'kind', 'seat', 'course', id, 'person', person, 'why', result[1])
ring(ARGV[7], 'seats')
return result
