-- Takes the next number of a counter.
-- KEYS: counter
-- ARGV: now, channel
-- Returns: {'ok', number}
return { 'ok', redis.call('INCR', KEYS[1]) }
