-- Adds to the audit that somebody did something to what is another's, when they did it.
-- KEYS: audit, the trail of whose it is
-- ARGV: now, channel, kind, who, whom, at, what
-- Returns: {'ok'}
local entry = { 'kind', ARGV[3], 'who', ARGV[4], 'whom', ARGV[5], 'from', '', 'at', ARGV[6], 'what', ARGV[7] }
redis.call('XADD', KEYS[1], '*', unpack(entry))
redis.call('XADD', KEYS[2], 'MAXLEN', '~', 1000, '*', unpack(entry))
return { 'ok' }
