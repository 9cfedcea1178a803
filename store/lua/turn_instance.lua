-- Starts an instance early, lets it last longer, or ends it. What follows from the new times is done like all that
-- follows from times. What has been told of stays: a clock that is behind after a fail-over neither starts it again nor
-- goes on with what is over. When it was to begin is kept: who comes by then is not late. So is until when it was to last, and when it was
-- extended, for its transcript.
-- KEYS: instance, meeting, room, events, due, outbox
-- ARGV: now, channel, id, order, asker, 1 when the asker is of the staff for what lies elsewhere, start, extend or end, ms
--       by which to extend, the version that was read
-- Returns: {'ok'}
-- Refuses: staff, again when it is another version than was read, inactive when that is not possible now
local found = redis.call('HMGET', KEYS[1], 'from', 'to', 'cancelled', 'closed', 'opened', 'extended')
local meeting = redis.call('HMGET', KEYS[2], 'id', 'deleted', 'host')
if not meeting[1] or meeting[2] or not found[1] or found[3] or found[4] then return refuse('inactive') end
if ARGV[6] ~= '1' and meeting[3] ~= ARGV[5] then return refuse('staff') end
if stale(KEYS[2], '', ARGV[9]) then return refuse('again') end
local now, from, to, what = clock(), tonumber(found[1]), tonumber(found[2]), ARGV[7]
local topic, member = 'meeting:' .. ARGV[3] .. ':' .. ARGV[4], 'instance:' .. ARGV[3] .. ':' .. ARGV[4]
local open = now >= from and now < to
if what == 'start' and now < from and not found[5] then
  redis.call('HSETNX', KEYS[1], 'planned', found[1])
  redis.call('HSET', KEYS[1], 'from', whole(now))
elseif what == 'extend' and open then
  redis.call('HSETNX', KEYS[1], 'until', found[2])
  redis.call('HSET', KEYS[1], 'to', whole(to + ARGV[8]), 'extended', (found[6] and found[6] .. ' ' or '') .. whole(now))
  tell(KEYS[3], KEYS[4], topic, 'moved', 0, now)
elseif what == 'end' and open then
  redis.call('HSETNX', KEYS[1], 'until', found[2])
  redis.call('HSET', KEYS[1], 'to', whole(now))
else
  return refuse('inactive')
end
revise(KEYS[1], now)
renew(KEYS[2], { 'instances' })
redis.call('ZADD', KEYS[5], whole(now), member)
follow(KEYS[6], 'kind', 'dates', 'meeting', ARGV[3], 'orders', ARGV[4])
override(KEYS[6], 'meeting-turned', ARGV[5], meeting[3], what .. ' ' .. topic, now)
ring('active', 'state')
return { 'ok' }
