-- Keeps a piece of a file of people, which is there for an hour. Done twice it is there once.
-- KEYS: import, file
-- ARGV: now, channel, how many pieces came before, the piece, seconds to keep it
-- Returns: {'ok'}, or {'have'} when the whole file has come already
if redis.call('EXISTS', KEYS[1]) == 1 then return { 'have' } end
if redis.call('LLEN', KEYS[2]) == tonumber(ARGV[3]) then redis.call('RPUSH', KEYS[2], ARGV[4]) end
redis.call('EXPIRE', KEYS[2], ARGV[5])
return { 'ok' }
