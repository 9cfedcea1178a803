-- Takes away how far somebody has read, what was meant for them, and with whom they have private rooms. Done twice it changes
-- nothing.
-- KEYS: the person's marks, what is meant for them, their private rooms
-- ARGV: now, channel
-- Returns: {'ok'}
redis.call('DEL', KEYS[1], KEYS[2], KEYS[3])
return { 'ok' }
