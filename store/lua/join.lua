-- Lets a person into an instance.
-- KEYS: instance, invited, present, room, events, op, everyone (who was ever in it, and since when)
-- ARGV: now, channel, topic, person, 1 when the person may enter for another reason than being listed
-- Returns: {'ok'}, {'inactive'}, {'already'}, {'forbidden'}, asked in this order
local done = answered(KEYS[6])
if done then return done end
local now, person = clock(), ARGV[4]
if not is_open(KEYS[1], now) then return { 'inactive' } end
if redis.call('ZSCORE', KEYS[3], person) then return { 'already' } end
if ARGV[5] ~= '1' and redis.call('SISMEMBER', KEYS[2], person) == 0 then return { 'forbidden' } end
redis.call('ZADD', KEYS[3], whole(now), person)
redis.call('ZADD', KEYS[7], 'NX', whole(now), person)
tell(KEYS[4], KEYS[5], ARGV[3], 'join', person, now)
ring('active', 'state')
return answer(KEYS[6], { 'ok' })
