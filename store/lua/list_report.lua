-- Puts a report into the list of one of the staff. Done twice it changes nothing.
-- KEYS: the person's reports
-- ARGV: now, channel, the report as it stands in lists, when it was made
-- Returns: {'ok'}
redis.call('ZADD', KEYS[1], 'NX', ARGV[4], ARGV[3])
return { 'ok' }
