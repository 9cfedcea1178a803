-- Plans one more instance of a meeting.
-- KEYS: meeting, the instance, due, outbox, op
-- ARGV: now, channel, id, order, from, to, zone
-- Returns: {'ok', order}, {'missing'}, {'again'} when that order has been taken meanwhile
local done = answered(KEYS[5])
if done then return done end
local orders = redis.call('HGET', KEYS[1], 'orders')
if not orders then return { 'missing' } end
if tonumber(orders) + 1 ~= tonumber(ARGV[4]) then return { 'again' } end
redis.call('HSET', KEYS[1], 'orders', ARGV[4])
redis.call('HSET', KEYS[2], 'meeting', ARGV[3], 'order', ARGV[4], 'from', ARGV[5], 'to', ARGV[6], 'zone', ARGV[7])
redis.call('ZADD', KEYS[3], ARGV[5], 'instance:' .. ARGV[3] .. ':' .. ARGV[4])
follow(KEYS[4], 'kind', 'instance', 'meeting', ARGV[3], 'order', ARGV[4])
return answer(KEYS[5], { 'ok', tonumber(ARGV[4]) })
