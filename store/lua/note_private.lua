-- Puts the room of two into the list of one of them. Done twice it changes nothing.
-- KEYS: the person's private rooms
-- ARGV: now, channel, the person's topic, the other
-- Returns: {'ok'}
if redis.call('ZADD', KEYS[1], 'NX', whole(clock()), ARGV[4]) == 1 then ring(ARGV[3], 'rooms') end
return { 'ok' }
