-- Gives a place back, or one in the waiting list; a freed place goes to the first in line in the same step.
-- KEYS: course, enrolled, waiting, everyone, due, outbox
-- ARGV: now, channel, id, person, ms by which a first enrolment moves an auto course's end, topic
-- Returns: {'none'} (also for who had no place)
-- Refuses: missing
local found = redis.call('HMGET', KEYS[1], 'id', 'deleted')
if not found[1] or found[2] then return refuse('missing') end
local id, person = ARGV[3], ARGV[4]
local had = redis.call('ZREM', KEYS[2], person) == 1 and 'place' or redis.call('ZREM', KEYS[3], person) == 1 and 'wait'
if not had then return { 'none' } end
if had == 'place' then move() end
follow(KEYS[6], 'kind', 'seat', 'course', id, 'person', person, 'why', 'dropped', 'had', had)
promote(id, clock(), ARGV[5])
count(id)
ring(ARGV[6], 'seats')
return { 'none' }
