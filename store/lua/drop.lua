-- Gives a place back, or one in the waiting list; a freed place goes to the first in line in the same step.
-- KEYS: course, enrolled, waiting, everyone, outbox, op
-- ARGV: now, channel, id, person, topic
-- Returns: {'none'} (also for who had no place), {'missing'}
local done = answered(KEYS[6])
if done then return done end
local found = redis.call('HMGET', KEYS[1], 'places', 'closes', 'deleted')
if not found[1] or found[3] then return { 'missing' } end
local id, person = ARGV[3], ARGV[4]
local had = redis.call('ZREM', KEYS[2], person) + redis.call('ZREM', KEYS[3], person)
if had == 0 then return { 'none' } end
follow(KEYS[5], 'kind', 'seat', 'course', id, 'person', person, 'why', 'dropped')
promote(KEYS[2], KEYS[3], KEYS[4], KEYS[5], id, clock(), found[2], found[1])
count(KEYS[1], KEYS[2], KEYS[3])
ring(ARGV[5], 'state')
return answer(KEYS[6], { 'none' })
