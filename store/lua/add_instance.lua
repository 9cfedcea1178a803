-- Plans one more instance of a meeting.
-- KEYS: meeting, the instance, due, outbox
-- ARGV: now, channel, id, asker, 1 when the asker is of the staff for what lies elsewhere, order, from, to, zone, most dates,
--       the version that was read
-- Returns: {'ok', order}
-- Refuses: missing, staff, again when it is another version by now, many when there are as many as there may be
local meeting = redis.call('HMGET', KEYS[1], 'id', 'deleted', 'host', 'orders')
if not meeting[1] or meeting[2] then return refuse('missing') end
if ARGV[5] ~= '1' and meeting[3] ~= ARGV[4] then return refuse('staff') end
local order = tonumber(ARGV[6])
if tonumber(meeting[4]) + 1 ~= order or stale(KEYS[1], '', ARGV[11]) then return refuse('again') end
if order > tonumber(ARGV[10]) then return refuse('many') end
redis.call('HSET', KEYS[1], 'orders', order)
renew(KEYS[1], { 'instances' })
redis.call('HSET', KEYS[2], 'meeting', ARGV[3], 'order', order, 'from', ARGV[7], 'to', ARGV[8], 'zone', ARGV[9])
look_at(KEYS[3], KEYS[2], ARGV[3] .. ':' .. order, ARGV[7], clock())
follow(KEYS[4], 'kind', 'dates', 'meeting', ARGV[3], 'orders', order, 'new', '1')
tell_dates(KEYS[4], 'added', ARGV[3], ARGV[4], clock(), { { order, ARGV[7], ARGV[8] } })
return { 'ok', order }
