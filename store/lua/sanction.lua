-- Mutes somebody in all of a meeting's rooms, lets them write again, or sends them out of one room, and says so in it. What
-- is so already is a success without a word.
-- KEYS: meeting, instance, muted, present, attended, visits, room, lines, events, outbox, signs
-- ARGV: now, channel, topic, asker, 1 when the asker is of the staff for what lies elsewhere, whom, 1 when they are, muted,
--       unmuted or removed
-- Returns: {'ok'}
-- Refuses: inactive, staff, own, protected, stranger for who was never in the room
local now, topic, asker, whom, what = clock(), ARGV[3], ARGV[4], ARGV[6], ARGV[8]
local meeting = redis.call('HMGET', KEYS[1], 'id', 'deleted', 'host')
local open = is_open(KEYS[2], now)
if not meeting[1] or meeting[2] or what == 'removed' and not open then return refuse('inactive') end
if ARGV[5] ~= '1' and meeting[3] ~= asker then return refuse('staff') end
if asker == whom then return refuse('own') end
if ARGV[7] == '1' or meeting[3] == whom then return refuse('protected') end
if not redis.call('ZSCORE', KEYS[5], whom) and not redis.call('ZSCORE', KEYS[3], whom) then return refuse('stranger') end

local changed
if what == 'muted' then
  changed = redis.call('ZADD', KEYS[3], 'NX', whole(now), whom)
elseif what == 'unmuted' then
  changed = redis.call('ZREM', KEYS[3], whom)
else
  changed = redis.call('ZREM', KEYS[4], whom)
  if changed == 1 then
    redis.call('HSET', KEYS[11], whom, 'removed') -- until they come back: the door says so
    note_visit(KEYS[6], 'leave', whom, now)
    tell(KEYS[7], KEYS[9], topic, 'leave', whom, now)
    ring('active', 'state')
  end
end
if changed == 0 then return { 'ok' } end
if open then notice(KEYS[7], KEYS[8], KEYS[9], topic, what, asker, whom, now) end
override(KEYS[10], 'sanctioned', asker, whom, what .. ' ' .. topic, now)
return { 'ok' }
