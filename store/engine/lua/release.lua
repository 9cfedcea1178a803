-- Gives an outbox up, if it is still one's own. Done twice it does nothing.
-- KEYS: lease
-- ARGV: now, channel, token
-- Returns: {'ok'}
if redis.call('GET', KEYS[1]) == ARGV[3] then redis.call('DEL', KEYS[1]) end
return { 'ok' }
