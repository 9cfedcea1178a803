-- Sets who may write in a room that outlives meetings, and says so in it. What is so already is a success without a word.
-- KEYS: room, lines, events, outbox, then those of the gate
-- ARGV: now, channel, topic, asker, what lies elsewhere of the asker's right, mode of the chat, seconds of slow chat
-- Returns: {'ok'}
-- Refuses: staff, and what the gate says
local now, topic, asker, mode = clock(), ARGV[3], ARGV[4], ARGV[6]
if not may_keep(5, asker, ARGV[5]) then return refuse('staff') end
local was = redis.call('HMGET', KEYS[1], 'chat', 'seconds')
local seconds = mode == 'slow' and ARGV[7] or '0'
if (was[1] or 'open') == mode and (was[2] or '0') == seconds then return { 'ok' } end
redis.call('HSET', KEYS[1], 'chat', mode, 'seconds', seconds)
notice(KEYS[1], KEYS[2], KEYS[3], topic, 'chat', asker, 0, now, mode, seconds)
override(KEYS[4], 'room-ruled', asker, '0', 'chat ' .. topic, now)
return { 'ok' }
