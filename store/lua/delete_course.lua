-- Hides a course for good; what happened in it stays for its staff. Who is in a room because of it is sent out.
-- KEYS: course, due, outbox
-- ARGV: now, channel, id, asker, 1 when the asker is an admin, topic
-- Returns: {'ok'}
-- Refuses: missing, own
local found = redis.call('HMGET', KEYS[1], 'id', 'deleted', 'teacher')
if not found[1] or found[2] then return refuse('missing') end
if ARGV[5] ~= '1' and found[3] ~= ARGV[4] then return refuse('own') end
redis.call('HSET', KEYS[1], 'deleted', whole(clock()))
redis.call('ZREM', KEYS[2], 'close:' .. ARGV[3])
follow(KEYS[3], 'kind', 'course', 'course', ARGV[3])
follow(KEYS[3], 'kind', 'course-gone', 'course', ARGV[3], 'by', ARGV[4], 'at', whole(clock()))
override(KEYS[3], 'course-deleted', ARGV[4], found[3], ARGV[6], clock())
ring(ARGV[6], 'deleted')
return { 'ok' }
