-- Keeps the campus' secret: the first that was brought. Done twice it changes nothing.
-- KEYS: secret
-- ARGV: now, channel, a secret
-- Returns: {'ok', the secret}
redis.call('SETNX', KEYS[1], ARGV[3])
return { 'ok', redis.call('GET', KEYS[1]) }
