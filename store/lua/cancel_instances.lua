-- Cancels dates of a meeting that have not ended, and if so asked the meeting itself, which is then hidden.
-- KEYS: meeting, due, outbox, unarchived, forgetting, then seven for each instance (see lib_end.lua)
-- ARGV: now, channel, id, asker, 1 when the asker may for what lies elsewhere, how many dates the asker knows of, 1 to hide
--       the meeting, the version that the asker has seen ('' any), the orders
-- Returns: {'ok', how many were cancelled}
-- Refuses: missing, staff, again when there are more dates by now, meanwhile when it is another version than was seen
local meeting = redis.call('HMGET', KEYS[1], 'id', 'deleted', 'host', 'orders')
if not meeting[1] or meeting[2] then return refuse('missing') end
if ARGV[5] ~= '1' and meeting[3] ~= ARGV[4] then return refuse('staff') end
if stale(KEYS[1], ARGV[8], '') then return refuse('meanwhile') end
if meeting[4] ~= ARGV[6] then return refuse('again') end
local now, id, hide, cancelled, dates = clock(), ARGV[3], ARGV[7] == '1', {}, {}
for i = 9, #ARGV do
  local first, order = 6 + (i - 9) * 7, ARGV[i]
  local topic = 'meeting:' .. id .. ':' .. order
  local found = redis.call('HMGET', KEYS[first], 'to', 'cancelled', 'closed', 'from')
  if found[1] and not found[2] and not found[3] and now < tonumber(found[1]) then
    redis.call('HSET', KEYS[first], 'cancelled', whole(now))
    revise(KEYS[first], now)
    redis.call('ZREM', KEYS[2], 'instance:' .. id .. ':' .. order, 'gone:' .. id .. ':' .. order)
    vacate(first, topic, now, 'cancelled', 0, 0)
    if now >= tonumber(found[4]) then
      redis.call('ZADD', KEYS[4], whole(now), id .. ':' .. order)
      follow(KEYS[3], 'kind', 'cut', 'meeting', id, 'order', order)
    else
      redis.call('ZADD', KEYS[5], found[1], id .. ':' .. order) -- of excuses that were given in advance
    end
    cancelled[#cancelled + 1] = order
    dates[#dates + 1] = { order, found[4], found[1] }
  end
  if hide then ring(topic, 'rights') end
end
if hide then
  redis.call('HSET', KEYS[1], 'deleted', whole(now))
  follow(KEYS[3], 'kind', 'scopes', 'meeting', id, 'gone', '*')
  override(KEYS[3], 'meeting-deleted', ARGV[4], meeting[3], 'meeting:' .. id, now)
elseif #cancelled > 0 then
  follow(KEYS[3], 'kind', 'dates', 'meeting', id, 'orders', table.concat(cancelled, ' '))
  override(KEYS[3], 'meeting-cancelled', ARGV[4], meeting[3], 'meeting:' .. id .. ' ' .. table.concat(cancelled, ' '), now)
end
if #cancelled > 0 then renew(KEYS[1], { 'instances' }) end
tell_dates(KEYS[3], hide and 'deleted' or 'cancelled', id, ARGV[4], now, dates)
ring('active', 'state')
return { 'ok', #cancelled }
