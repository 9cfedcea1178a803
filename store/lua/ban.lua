-- Shuts somebody out of a meeting, and out of each of its rooms where they are, or lifts that. Their open pages and streams
-- look again at once. What is so already is a success without a word.
-- KEYS: meeting, banned, outbox, then six for each instance that is not over (itself, present,
--       visits, room, lines, events)
-- ARGV: now, channel, id, asker, 1 when the asker is of the staff for what lies elsewhere, whom, 1 when they are, banned or
--       lifted, how many dates the asker knows of, the person's topic, then the orders
-- Returns: {'ok'}
-- Refuses: missing, staff, own, protected, again when there are more dates by now
local now, id, asker, whom, what = clock(), ARGV[3], ARGV[4], ARGV[6], ARGV[8]
local meeting = redis.call('HMGET', KEYS[1], 'id', 'deleted', 'host', 'orders')
if not meeting[1] or meeting[2] then return refuse('missing') end
if ARGV[5] ~= '1' and meeting[3] ~= asker then return refuse('staff') end
if asker == whom then return refuse('own') end
if ARGV[7] == '1' or meeting[3] == whom then return refuse('protected') end
if meeting[4] ~= ARGV[9] then return refuse('again') end

local changed
if what == 'banned' then
  changed = redis.call('ZADD', KEYS[2], 'NX', whole(now), whom)
else
  changed = redis.call('ZREM', KEYS[2], whom)
end
if changed == 0 then return { 'ok' } end
for i = 11, #ARGV do
  local first, topic = 4 + (i - 11) * 6, 'meeting:' .. id .. ':' .. ARGV[i]
  local instance, present, visits, room, lines, events = unpack(KEYS, first, first + 5)
  if what == 'banned' and redis.call('ZREM', present, whom) == 1 then
    note_visit(visits, 'leave', whom, now)
    tell(room, events, topic, 'leave', whom, now)
  end
  if is_open(instance, now) then notice(room, lines, events, topic, what, asker, whom, now) end
end
override(KEYS[3], 'sanctioned', asker, whom, what .. ' meeting:' .. id, now)
ring(ARGV[10], 'rights')
ring('active', 'state')
return { 'ok' }
