-- Starts an instance early, lets it last longer, or ends it. What follows from the new times is done like all that
-- follows from times.
-- KEYS: instance, room, events, due, outbox, op
-- ARGV: now, channel, id, order, start, extend or end, ms by which to extend
-- Returns: {'ok'}, {'inactive'} when that is not possible now
local done = answered(KEYS[6])
if done then return done end
local found = redis.call('HMGET', KEYS[1], 'from', 'to', 'cancelled')
if not found[1] or found[3] then return { 'inactive' } end
local now, from, to = clock(), tonumber(found[1]), tonumber(found[2])
local topic, member = 'meeting:' .. ARGV[3] .. ':' .. ARGV[4], 'instance:' .. ARGV[3] .. ':' .. ARGV[4]
if ARGV[5] == 'start' and now < from then
  redis.call('HSET', KEYS[1], 'from', whole(now))
elseif ARGV[5] == 'extend' and now >= from and now < to then
  redis.call('HSET', KEYS[1], 'to', whole(to + ARGV[6]))
  tell(KEYS[2], KEYS[3], topic, 'moved', 0, now)
elseif ARGV[5] == 'end' and now >= from and now < to then
  redis.call('HSET', KEYS[1], 'to', whole(now))
else
  return { 'inactive' }
end
redis.call('ZADD', KEYS[4], whole(now), member)
follow(KEYS[5], 'kind', 'instance', 'meeting', ARGV[3], 'order', ARGV[4])
ring('active', 'state')
return answer(KEYS[6], { 'ok' })
