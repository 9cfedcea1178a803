-- Ends a session and tells the person's open streams to look again. Done twice it only rings twice.
-- KEYS: session, the person's sessions
-- ARGV: now, channel, session's hash, the person's topic
-- Returns: {'ok'}
redis.call('DEL', KEYS[1])
redis.call('ZREM', KEYS[2], ARGV[3])
ring(ARGV[4], 'rights')
return { 'ok' }
