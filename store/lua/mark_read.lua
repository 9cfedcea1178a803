-- Marks notifications as read: those that are named, all up to a time that they tell of, or all that had come when a page was drawn.
-- KEYS: inbox, those unread
-- ARGV: now, channel, the topic of who has it, up to when in ms ('' for none), which came last ('' for none), then ids
-- Returns: {'ok', how many are left unread}
if ARGV[4] ~= '' then
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[4])) do redis.call('ZREM', KEYS[2], id) end
end
if ARGV[5] ~= '' then redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', ARGV[5]) end
for i = 6, #ARGV do redis.call('ZREM', KEYS[2], ARGV[i]) end
ring(ARGV[3], 'state')
return { 'ok', redis.call('ZCARD', KEYS[2]) }
