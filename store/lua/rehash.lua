-- Keeps a password under another cost, unless it has changed meanwhile. Done twice it changes nothing.
-- KEYS: person
-- ARGV: now, channel, the hash that was there, the new one
-- Returns: {'ok'}
if redis.call('HGET', KEYS[1], 'password') == ARGV[3] then redis.call('HSET', KEYS[1], 'password', ARGV[4]) end
return { 'ok' }
