-- Takes away all that somebody was told, and how much they would be. Done twice it changes nothing.
-- KEYS: inbox, its notifications, those unread, how much one is told of courses
-- ARGV: now, channel
-- Returns: {'ok'}
redis.call('DEL', KEYS[1], KEYS[2], KEYS[3], KEYS[4])
return { 'ok' }
