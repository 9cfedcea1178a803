-- Gives a place in a course, or one in its waiting list.
-- KEYS: course, enrolled, waiting, everyone (who was ever enrolled, and since when), due, outbox, op
-- ARGV: now, channel, id, person, 1 to wait when full, ms by which a first enrolment moves an auto course's end, topic
-- Returns: {'enrolled'}, {'waiting', position}, {'full'}, {'closed'}, {'missing'}
local done = answered(KEYS[7])
if done then return done end
local found = redis.call('HMGET', KEYS[1], 'places', 'closing', 'closes', 'deleted')
if not found[1] or found[4] then return { 'missing' } end
local id, person, now = ARGV[3], ARGV[4], clock()
if redis.call('ZSCORE', KEYS[2], person) then return { 'enrolled' } end
local ahead = redis.call('ZRANK', KEYS[3], person)
if ahead then return { 'waiting', ahead + 1 } end
local closes = found[3]
if closes ~= '' and now >= tonumber(closes) then return { 'closed' } end

local result
if found[1] == '' or redis.call('ZCARD', KEYS[2]) < tonumber(found[1]) then
  redis.call('ZADD', KEYS[2], whole(now), person)
  -- The first enrolment of a person keeps a lively course open; repeating it must not keep it open for ever.
  if redis.call('HSETNX', KEYS[4], person, whole(now)) == 1 and found[2] == 'auto' then
    closes = whole(closes + ARGV[6])
    redis.call('HSET', KEYS[1], 'closes', closes)
    redis.call('ZADD', KEYS[5], closes, 'close:' .. id)
  end
  result = { 'enrolled' }
elseif ARGV[5] == '1' then
  redis.call('ZADD', KEYS[3], redis.call('HINCRBY', KEYS[1], 'queue', 1), person)
  result = { 'waiting', redis.call('ZRANK', KEYS[3], person) + 1 }
else
  return { 'full' }
end
count(KEYS[1], KEYS[2], KEYS[3])
follow(KEYS[6], 'kind', 'seat', 'course', id, 'person', person, 'why', result[1])
ring(ARGV[7], 'state')
return answer(KEYS[7], result)
