-- Puts a report into the admins' list, and notes in the same step that it was made. Done twice it changes nothing.
-- KEYS: reports, audit, the trail of whom it is about
-- ARGV: now, channel, the report as it stands in lists, when it was made, kind, who, whom, from, what
-- Returns: {'ok'}
if redis.call('ZADD', KEYS[1], 'NX', ARGV[4], ARGV[3]) == 0 then return { 'ok' } end
local entry = { 'kind', ARGV[5], 'who', ARGV[6], 'whom', ARGV[7], 'from', ARGV[8], 'at', ARGV[4], 'what', ARGV[9] }
redis.call('XADD', KEYS[2], '*', unpack(entry))
redis.call('XADD', KEYS[3], 'MAXLEN', '~', 1000, '*', unpack(entry))
return { 'ok' }
