-- Opens a notification: it is read from then on. Done twice it changes nothing.
-- KEYS: the notifications of whose it is, those unread
-- ARGV: now, channel, the topic of who has it, id
-- Returns: {'ok', what it says}
-- Refuses: missing
local says = redis.call('HGET', KEYS[1], ARGV[4])
if not says then return refuse('missing') end
if redis.call('ZREM', KEYS[2], ARGV[4]) == 1 then ring(ARGV[3], 'state') end
return { 'ok', says }
