-- Marks notifications as read: those that are named, or all up to a time.
-- KEYS: those unread
-- ARGV: now, channel, the topic of who has it, up to when in ms ('' for none), then ids
-- Returns: {'ok', how many are left unread}
if ARGV[4] ~= '' then redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[4]) end
for i = 5, #ARGV do redis.call('ZREM', KEYS[1], ARGV[i]) end
ring(ARGV[3], 'state')
return { 'ok', redis.call('ZCARD', KEYS[1]) }
