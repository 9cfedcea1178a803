-- Takes away all that somebody was told. Done twice it changes nothing.
-- KEYS: inbox, its notifications, those unread
-- ARGV: now, channel
-- Returns: {'ok'}
redis.call('DEL', KEYS[1], KEYS[2], KEYS[3])
return { 'ok' }
