-- Changes a course. New places go to the first in line at once; fewer places than enrolled evict nobody. Only the
-- closing time of kind auto starts again with an edit.
-- KEYS: course, enrolled, waiting, everyone, due, outbox, op
-- ARGV: now, channel, id, the course's topic, closing ('' to keep), closes in ms or life in ms, places ('' unlimited),
--       ms by which a first enrolment moves an auto course's end, then the course's fields as pairs
-- Returns: {'ok', version}, {'missing'}
local done = answered(KEYS[7])
if done then return done end
local found = redis.call('HMGET', KEYS[1], 'id', 'closing', 'deleted')
if not found[1] or found[3] then return { 'missing' } end
local now, id = clock(), ARGV[3]
local kind = ARGV[5] ~= '' and ARGV[5] or found[2]
local closes = redis.call('HGET', KEYS[1], 'closes')
if kind == 'auto' then closes = whole(now + ARGV[6]) elseif ARGV[5] == 'date' then closes = ARGV[6] elseif kind == 'never' then closes = '' end
local version = redis.call('HINCRBY', KEYS[1], 'version', 1)
redis.call('HSET', KEYS[1], 'closing', kind, 'closes', closes, 'places', ARGV[7], unpack(ARGV, 9))
redis.call('HDEL', KEYS[1], 'closed')
if closes ~= '' then redis.call('ZADD', KEYS[5], closes, 'close:' .. id) else redis.call('ZREM', KEYS[5], 'close:' .. id) end
promote(id, now, ARGV[8])
count()
follow(KEYS[6], 'kind', 'course', 'course', id)
ring(ARGV[4], 'state')
return answer(KEYS[7], { 'ok', version })
