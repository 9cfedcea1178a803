-- Takes the next numbers of a counter, for several who are to be made. Done twice it leaves some unused.
-- KEYS: counter
-- ARGV: now, channel, how many
-- Returns: {'ok', the last of them}
return { 'ok', redis.call('INCRBY', KEYS[1], ARGV[3]) }
