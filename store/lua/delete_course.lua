-- Hides a course for good; what happened in it stays for its staff.
-- KEYS: course, due, outbox
-- ARGV: now, channel, id, topic
-- Returns: {'ok'} (also when it is hidden already), {'missing'}
if redis.call('HEXISTS', KEYS[1], 'id') == 0 then return { 'missing' } end
if redis.call('HSETNX', KEYS[1], 'deleted', whole(clock())) == 0 then return { 'ok' } end
redis.call('ZREM', KEYS[2], 'close:' .. ARGV[3])
follow(KEYS[3], 'kind', 'course', 'course', ARGV[3])
ring(ARGV[4], 'state')
return { 'ok' }
