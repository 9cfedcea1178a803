-- Moves dates of a meeting. Sent again it changes nothing, for the times are given whole. Of one that has begun only the
-- end can move; what is over or cancelled stays.
-- KEYS: meeting, due, outbox, then four for each instance (see lib_meeting.lua)
-- ARGV: now, channel, id, instances as a JSON array of [order, from, to, zone]
-- Returns: {'ok'}, {'missing'}, {'begun'} when the first has begun and was to begin at another time, {'over'} when it
--          has ended or is cancelled, {'past'} when it would have ended by now
local found = redis.call('HMGET', KEYS[1], 'id', 'deleted')
if not found[1] or found[2] then return { 'missing' } end
local now, id = clock(), ARGV[3]
for i, slot in ipairs(cjson.decode(ARGV[4])) do
  local first, order, from, to = 4 + (i - 1) * 4, slot[1], slot[2], slot[3]
  local old = redis.call('HMGET', KEYS[first], 'from', 'to', 'cancelled')
  local movable = old[1] and not old[3] and now < tonumber(old[2])
  if i == 1 and not movable then return { 'over' } end
  if movable and now >= tonumber(to) then -- nobody can have left before they joined
    if i == 1 then return { 'past' } end
    movable = false
  end
  if movable and now >= tonumber(old[1]) and from ~= old[1] then
    if i == 1 then return { 'begun' } end
    movable = false
  end
  if movable and (from ~= old[1] or to ~= old[2]) then
    redis.call('HSET', KEYS[first], 'from', from, 'to', to, 'zone', slot[4])
    redis.call('ZADD', KEYS[2], from, 'instance:' .. id .. ':' .. order)
    tell(KEYS[first + 2], KEYS[first + 3], 'meeting:' .. id .. ':' .. order, 'moved', 0, now)
    follow(KEYS[3], 'kind', 'instance', 'meeting', id, 'order', order)
  end
end
ring('active', 'state')
return { 'ok' }
