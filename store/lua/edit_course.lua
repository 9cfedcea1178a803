-- Changes a course. New places go to the first in line at once; fewer places than enrolled evict nobody. Only the
-- closing time of kind auto starts again with an edit. What has changed is told with its old and its new value. Who sends
-- back what was read, its closing time too, has edited nothing.
-- KEYS: course, enrolled, waiting, everyone, due, outbox
-- ARGV: now, channel, id, asker, 1 when the asker is an admin, the course's topic, closing ('' to keep, 'same' when the time was
--       sent as it stands), closes in ms or life
--       in ms, places ('' unlimited), ms by which a first enrolment moves an auto course's end, the fields
--       to return as a JSON array, the version that the asker has seen ('' any), the fields that are compared as a JSON
--       array, then the course's fields as pairs
-- Returns: {'ok', the course's fields}
-- Refuses: missing, staff, own for who may not hand it over, meanwhile when it is another version by now
local found = redis.call('HMGET', KEYS[1], 'id', 'closing', 'deleted', 'teacher', 'closes', 'closed', 'co_teachers', 'version')
if not found[1] or found[3] then return refuse('missing') end
local own = ARGV[5] == '1' or found[4] == ARGV[4]
if not own and not among(found[7], ARGV[4]) then return refuse('staff') end
for i = 14, #ARGV, 2 do
  if ARGV[i] == 'teacher' and ARGV[i + 1] ~= found[4] and not own then return refuse('own') end
end
if ARGV[12] ~= '' and ARGV[12] ~= found[8] then return refuse('meanwhile') end
local keeps = ARGV[7] == '' or ARGV[7] == 'same'
if (ARGV[7] == 'same' or keeps and found[2] ~= 'auto') and says_nothing(ARGV[9], 14) then
  return { 'ok', redis.call('HMGET', KEYS[1], unpack(cjson.decode(ARGV[11]))) }
end
local now, id, closes, names = clock(), ARGV[3], found[5], cjson.decode(ARGV[13])
local was = redis.call('HMGET', KEYS[1], unpack(names))
local kind = keeps and found[2] or ARGV[7]
if kind == 'auto' then closes = whole(now + ARGV[8]) elseif ARGV[7] == 'date' then closes = ARGV[8] elseif kind == 'never' then closes = '' end
redis.call('HSET', KEYS[1], 'places', ARGV[9], unpack(ARGV, 14))
without(redis.call('HGET', KEYS[1], 'teacher')) -- either may be another than who asks has read
redis.call('HINCRBY', KEYS[1], 'version', 1)
local opened = close_at(id, kind, closes, now, found[6])
promote(id, now, ARGV[10])
count(id)
tell(id, ARGV[4], { found[4], found[7] or '' }, was, names, now, opened)
if not among(found[7], ARGV[4]) then override(KEYS[6], 'course-edited', ARGV[4], found[4], ARGV[6], now) end
return { 'ok', redis.call('HMGET', KEYS[1], unpack(cjson.decode(ARGV[11]))) }
