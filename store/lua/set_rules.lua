-- Sets who may write in a room, or locks and unlocks it, and says so in it. What is so already is a success without a word.
-- KEYS: meeting, instance, room, lines, events, outbox
-- ARGV: now, channel, topic, asker, 1 when the asker is of the staff for what lies elsewhere, chat, locked or unlocked, mode
--       of the chat, seconds of slow chat
-- Returns: {'ok'}
-- Refuses: inactive when it is not there or is done, staff
local now, topic, asker, what = clock(), ARGV[3], ARGV[4], ARGV[6]
local meeting = redis.call('HMGET', KEYS[1], 'id', 'deleted', 'host')
local found = redis.call('HMGET', KEYS[2], 'to', 'cancelled', 'closed')
if not meeting[1] or meeting[2] or not found[1] or found[2] or found[3] or now >= tonumber(found[1]) then return refuse('inactive') end
if ARGV[5] ~= '1' and meeting[3] ~= asker then return refuse('staff') end

local was = redis.call('HMGET', KEYS[3], 'chat', 'seconds', 'locked')
if what == 'chat' then
  local mode, seconds = ARGV[7], ARGV[7] == 'slow' and ARGV[8] or '0'
  if (was[1] or 'open') == mode and (was[2] or '0') == seconds then return { 'ok' } end
  redis.call('HSET', KEYS[3], 'chat', mode, 'seconds', seconds)
  notice(KEYS[3], KEYS[4], KEYS[5], topic, 'chat', asker, 0, now, mode, seconds)
else
  if (was[3] and 'locked' or 'unlocked') == what then return { 'ok' } end
  if what == 'locked' then redis.call('HSET', KEYS[3], 'locked', whole(now)) else redis.call('HDEL', KEYS[3], 'locked') end
  notice(KEYS[3], KEYS[4], KEYS[5], topic, what, asker, 0, now)
end
override(KEYS[6], 'room-ruled', asker, meeting[3], what .. ' ' .. topic, now)
return { 'ok' }
