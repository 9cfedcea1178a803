-- Changes a course. New places go to the first in line at once; fewer places than enrolled evict nobody. Only the
-- closing time of kind auto starts again with an edit.
-- KEYS: course, enrolled, waiting, everyone, due, outbox
-- ARGV: now, channel, id, asker, 1 when the asker is an admin, the course's topic, closing ('' to keep), closes in ms or life
--       in ms, places ('' unlimited, keep to keep them), ms by which a first enrolment moves an auto course's end, the fields
--       to return as a JSON array, then the course's fields as pairs
-- Returns: {'ok', the course's fields}
-- Refuses: missing, staff
local found = redis.call('HMGET', KEYS[1], 'id', 'closing', 'deleted', 'teacher', 'closes', 'closed')
if not found[1] or found[3] then return refuse('missing') end
if ARGV[5] ~= '1' and found[4] ~= ARGV[4] then return refuse('staff') end
local now, id, closes = clock(), ARGV[3], found[5]
local kind = ARGV[7] ~= '' and ARGV[7] or found[2]
if kind == 'auto' then closes = whole(now + ARGV[8]) elseif ARGV[7] == 'date' then closes = ARGV[8] elseif kind == 'never' then closes = '' end
redis.call('HINCRBY', KEYS[1], 'version', 1)
redis.call('HSET', KEYS[1], 'closing', kind, 'closes', closes, unpack(ARGV, 12))
if ARGV[9] ~= 'keep' then redis.call('HSET', KEYS[1], 'places', ARGV[9]) end
-- Only a time later than the one at which it closed opens a closed course again: a clock that is behind must not.
local told = found[6]
if told and (closes == '' or now < tonumber(closes) and tonumber(closes) > tonumber(told)) then redis.call('HDEL', KEYS[1], 'closed') end
if closes ~= '' then redis.call('ZADD', KEYS[5], closes, 'close:' .. id) else redis.call('ZREM', KEYS[5], 'close:' .. id) end
promote(id, now, ARGV[10])
count(id)
follow(KEYS[6], 'kind', 'course', 'course', id)
override(KEYS[6], 'course-edited', ARGV[4], found[4], ARGV[6], now)
ring(ARGV[6], 'state')
return { 'ok', redis.call('HMGET', KEYS[1], unpack(cjson.decode(ARGV[11]))) }
