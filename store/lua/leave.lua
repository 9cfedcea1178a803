-- Lets a person out of an instance that is open.
-- KEYS: instance, present, visits, room, events
-- ARGV: now, channel, topic, person
-- Returns: {'ok'}
-- Refuses: inactive, absent
local now, person = clock(), ARGV[4]
if not is_open(KEYS[1], now) then return refuse('inactive') end
if redis.call('ZREM', KEYS[2], person) == 0 then return refuse('absent') end
note_visit(KEYS[3], 'leave', person, now)
tell(KEYS[4], KEYS[5], ARGV[3], 'leave', person, now)
ring('active', 'state')
return { 'ok' }
