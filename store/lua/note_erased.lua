-- Notes for a day that whose address this was is erased: who has read it before may bring it back. Done twice it changes nothing.
-- KEYS: erased address
-- ARGV: now, channel
-- Returns: {'ok'}
redis.call('SET', KEYS[1], '1', 'EX', DAY)
return { 'ok' }
