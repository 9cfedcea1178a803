-- Notes that a person has been in a room. Done twice it changes nothing.
-- KEYS: the person's rooms
-- ARGV: now, channel, topic
-- Returns: {'ok'}
redis.call('ZADD', KEYS[1], 'NX', whole(clock()), ARGV[3])
return { 'ok' }
