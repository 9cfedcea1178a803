-- Lets a person out of an instance that is open.
-- KEYS: instance, present, room, events, op
-- ARGV: now, channel, topic, person
-- Returns: {'ok'}, {'inactive'}, {'absent'}
local done = answered(KEYS[5])
if done then return done end
local found = redis.call('HMGET', KEYS[1], 'from', 'to', 'cancelled')
local now = clock()
if not found[1] or found[3] or now < tonumber(found[1]) or now >= tonumber(found[2]) then return { 'inactive' } end
if redis.call('ZREM', KEYS[2], ARGV[4]) == 0 then return { 'absent' } end
tell(KEYS[3], KEYS[4], ARGV[3], 'leave', ARGV[4], now)
ring('active', 'state')
return answer(KEYS[5], { 'ok' })
