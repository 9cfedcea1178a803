-- Notes that a person has been in a room since a time: the first that it is told of. Done twice it changes nothing.
-- KEYS: the person's rooms
-- ARGV: now, channel, topic, when the person came (0 when that is not known)
-- Returns: {'ok'}
redis.call('ZADD', KEYS[1], 'LT', ARGV[4] == '0' and whole(clock()) or ARGV[4], ARGV[3])
return { 'ok' }
