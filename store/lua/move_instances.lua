-- Moves dates of a meeting. Of one that has begun only the end can move; what is over or cancelled stays, and so does
-- what has been told of: a clock that is behind after a fail-over does not bring it back.
-- KEYS: meeting, due, outbox, then three for each instance: instance, room, events
-- ARGV: now, channel, id, asker, 1 when the asker is of the staff for what lies elsewhere, instances as a JSON array of
--       [order, from, to, zone, from and to as the asker knows them], the version that was seen ('' any), and the one that was read
-- Returns: {'ok'}
-- Refuses: missing, staff, meanwhile when it is another version than was seen, again when it is another than was read; of the first: begun when it has begun and was to
--          begin at another time, over when it has ended or is cancelled, past when it would have ended by now
local meeting = redis.call('HMGET', KEYS[1], 'id', 'deleted', 'host')
if not meeting[1] or meeting[2] then return refuse('missing') end
if ARGV[5] ~= '1' and meeting[3] ~= ARGV[4] then return refuse('staff') end
local late = stale(KEYS[1], ARGV[7], ARGV[8])
if late == 'meanwhile' then return refuse('meanwhile') end
if late then return refuse('again') end
local now, id, slots, moves = clock(), ARGV[3], cjson.decode(ARGV[6]), {}
for i, slot in ipairs(slots) do
  local from, to, zone = slot[2], slot[3], slot[4]
  local old = redis.call('HMGET', KEYS[4 + (i - 1) * 3], 'from', 'to', 'cancelled', 'closed', 'opened', 'zone')
  if old[1] ~= slot[5] or old[2] ~= slot[6] then return refuse('again') end
  local why
  if old[3] or old[4] or now >= tonumber(old[2]) then
    why = 'over'
  elseif now >= tonumber(to) then -- nobody can have left before they joined
    why = 'past'
  elseif (old[5] or now >= tonumber(old[1])) and from ~= old[1] then
    why = 'begun'
  end
  if i == 1 and why then return refuse(why) end
  if not why and (from ~= old[1] or to ~= old[2] or zone ~= old[6]) then moves[#moves + 1] = i end
end
local moved, dates = {}, {}
for _, i in ipairs(moves) do
  local first, slot = 4 + (i - 1) * 3, slots[i]
  if slot[2] ~= slot[5] or slot[3] ~= slot[6] then dates[#dates + 1] = { slot[1], slot[2], slot[3], slot[5], slot[6] } end
  redis.call('HSET', KEYS[first], 'from', slot[2], 'to', slot[3], 'zone', slot[4])
  revise(KEYS[first], now)
  look_at(KEYS[2], KEYS[first], id .. ':' .. slot[1], slot[2], now)
  tell(KEYS[first + 1], KEYS[first + 2], 'meeting:' .. id .. ':' .. slot[1], 'moved', 0, now)
  moved[#moved + 1] = slot[1]
end
if #moved > 0 then
  renew(KEYS[1], { 'instances' })
  follow(KEYS[3], 'kind', 'dates', 'meeting', id, 'orders', table.concat(moved, ' '))
  tell_dates(KEYS[3], 'moved', id, ARGV[4], now, dates)
  override(KEYS[3], 'meeting-moved', ARGV[4], meeting[3], 'meeting:' .. id .. ' ' .. table.concat(moved, ' '), now)
end
ring('active', 'state')
return { 'ok' }
