-- Takes up a date whose turn has come, for a while: until then nobody else does. Whoever dies over it has only delayed
-- it. Done twice, it is taken up once: the second is told that it is another's.
-- KEYS: where dates wait
-- ARGV: now, channel, meeting:order, ms for which it is taken up, ms that it has to wait
-- Returns: {'ok', 1 when it is the caller's, else 0}
local since, now, wait = redis.call('ZSCORE', KEYS[1], ARGV[3]), clock(), tonumber(ARGV[5])
if not since or since + wait > now then return { 'ok', 0 } end
redis.call('ZADD', KEYS[1], whole(now + ARGV[4] - wait), ARGV[3])
return { 'ok', 1 }
