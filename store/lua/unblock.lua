-- Takes somebody from among those whom a person has blocked. Done twice it changes nothing.
-- KEYS: whom the person has blocked
-- ARGV: now, channel, whom
-- Returns: {'ok'}
redis.call('ZREM', KEYS[1], ARGV[3])
return { 'ok' }
