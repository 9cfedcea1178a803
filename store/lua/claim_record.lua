-- Takes up a date that waits to be archived, for a while: until then nobody else does. Whoever dies over it has only delayed
-- it. Done twice, it is taken up once: the second is told that it is another's.
-- KEYS: unarchived
-- ARGV: now, channel, meeting:order, ms for which it is taken up
-- Returns: {'ok', 1 when it is the caller's, else 0}
local due, now = redis.call('ZSCORE', KEYS[1], ARGV[3]), clock()
if not due or tonumber(due) > now then return { 'ok', 0 } end
redis.call('ZADD', KEYS[1], whole(now + ARGV[4]), ARGV[3])
return { 'ok', 1 }
