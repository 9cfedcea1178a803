-- Reserves the next number of a counter; sent again under the same operation, it gives the same number.
-- KEYS: counter, op
-- ARGV: now, channel
-- Returns: {'ok', number}
local done = answered(KEYS[2])
if done then return done end
return answer(KEYS[2], { 'ok', redis.call('INCR', KEYS[1]) })
