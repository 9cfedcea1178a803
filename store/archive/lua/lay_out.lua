-- Notes which layout the keys have. Done twice it changes nothing.
-- KEYS: layout
-- ARGV: now, channel, the version that this Stoa knows
-- Returns: {'ok', the version that there is}
redis.call('SET', KEYS[1], ARGV[3], 'NX')
return { 'ok', redis.call('GET', KEYS[1]) }
