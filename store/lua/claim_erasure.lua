-- Takes up the job of taking out somebody who was erased, for a while: until then nobody else does. Each taking has a number of its own,
-- without which nothing of the job can be noted. Done twice, it is taken up once: the second is told that it is another's.
-- KEYS: erasures, the job
-- ARGV: now, channel, person, ms for which it is taken up
-- Returns: {'ok', the number of this taking, 0 when it is another's or done}
local due, now = redis.call('ZSCORE', KEYS[1], ARGV[3]), clock()
if not due or tonumber(due) > now then return { 'ok', 0 } end
redis.call('ZADD', KEYS[1], whole(now + ARGV[4]), ARGV[3])
return { 'ok', redis.call('HINCRBY', KEYS[2], 'fence', 1) }
