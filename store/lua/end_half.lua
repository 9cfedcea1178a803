-- Ends a half sign-in. Done twice it does nothing.
-- KEYS: half sign-in
-- ARGV: now, channel
-- Returns: {'ok'}
redis.call('DEL', KEYS[1])
return { 'ok' }
