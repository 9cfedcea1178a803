-- Remembers a piece of demo data. Done twice it changes nothing.
-- KEYS: demo
-- ARGV: now, channel, name, value
-- Returns: {'ok'}
redis.call('HSET', KEYS[1], ARGV[3], ARGV[4])
return { 'ok' }
