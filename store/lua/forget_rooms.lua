-- Takes away how far somebody has read and what was meant for them, and with whom they have private rooms, if that is given. Done
-- twice it changes nothing.
-- KEYS: the person's marks, what is meant for them; then one for each list of private rooms
-- ARGV: now, channel
-- Returns: {'ok'}
redis.call('DEL', unpack(KEYS))
return { 'ok' }
