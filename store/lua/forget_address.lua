-- Notes that a meeting has been opened to who has an address. Done twice it changes nothing.
-- KEYS: awaiting
-- ARGV: now, channel, meeting
-- Returns: {'ok'}
redis.call('SREM', KEYS[1], ARGV[3])
return { 'ok' }
