-- Keeps a piece of a file of people, which is there for an hour. Done twice it is there once.
-- KEYS: import, file
-- ARGV: now, channel, how many pieces came before, the piece, seconds to keep it
-- Returns: {'ok'}, {'have'} when the whole file has come already, or {'other'} when another piece stands in its place
local kept = redis.call('LINDEX', KEYS[2], ARGV[3])
if kept and kept ~= ARGV[4] then return { 'other' } end
if redis.call('EXISTS', KEYS[1]) == 1 then return { 'have' } end
if not kept and redis.call('LLEN', KEYS[2]) == tonumber(ARGV[3]) then redis.call('RPUSH', KEYS[2], ARGV[4]) end
redis.call('EXPIRE', KEYS[2], ARGV[5])
return { 'ok' }
