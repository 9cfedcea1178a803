-- Removes what was noted of somebody who was erased. Done twice it removes nothing more.
-- KEYS: sign-ins or failures
-- ARGV: now, channel, the entries
-- Returns: {'ok'}
redis.call('XDEL', KEYS[1], unpack(ARGV, 3))
return { 'ok' }
