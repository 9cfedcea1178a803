-- Lets a person out of an instance that is open.
-- KEYS: instance, present, room, events, op
-- ARGV: now, channel, topic, person
-- Returns: {'ok'}, {'inactive'}, {'absent'}
local done = answered(KEYS[5])
if done then return done end
local now = clock()
if not is_open(KEYS[1], now) then return { 'inactive' } end
if redis.call('ZREM', KEYS[2], ARGV[4]) == 0 then return { 'absent' } end
tell(KEYS[3], KEYS[4], ARGV[3], 'leave', ARGV[4], now)
ring('active', 'state')
return answer(KEYS[5], { 'ok' })
