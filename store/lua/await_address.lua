-- Notes that a meeting lists an address which nobody has yet. Done twice it changes nothing.
-- KEYS: awaiting
-- ARGV: now, channel, meeting
-- Returns: {'ok'}
redis.call('SADD', KEYS[1], ARGV[3])
return { 'ok' }
