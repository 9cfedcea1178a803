-- Puts a report into a list: of one of the staff, or of its meeting. Done twice it changes nothing.
-- KEYS: the list
-- ARGV: now, channel, the report as it stands in lists, when it was made
-- Returns: {'ok'}
redis.call('ZADD', KEYS[1], 'NX', ARGV[4], ARGV[3])
return { 'ok' }
