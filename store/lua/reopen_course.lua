-- Opens a closed course again, for as long as a new one; all else stays as it is by then. One that is open stays as it is:
-- somebody has edited it meanwhile.
-- KEYS: course, enrolled, waiting, everyone, due, outbox
-- ARGV: now, channel, id, asker, 1 when the asker is an admin, the course's topic, life in ms, ms by which a first enrolment
--       moves its end, the fields to return as a JSON array, the fields that are compared as a JSON array
-- Returns: {'ok', the course's fields}
-- Refuses: missing, staff
local found = redis.call('HMGET', KEYS[1], 'id', 'deleted', 'teacher', 'co_teachers', 'closed')
if not found[1] or found[2] then return refuse('missing') end
local with = among(found[4], ARGV[4])
if ARGV[5] ~= '1' and found[3] ~= ARGV[4] and not with then return refuse('staff') end
local now, id, names = clock(), ARGV[3], cjson.decode(ARGV[10])
if is_closed(now) then
  local was = redis.call('HMGET', KEYS[1], unpack(names))
  redis.call('HINCRBY', KEYS[1], 'version', 1)
  local opened = close_at(id, 'auto', whole(now + ARGV[7]), now, found[5])
  promote(id, now, ARGV[8])
  count(id)
  tell(id, ARGV[4], { found[3], found[4] or '' }, was, names, now, opened)
  if not with then override(KEYS[6], 'course-edited', ARGV[4], found[3], ARGV[6], now) end
end
return { 'ok', redis.call('HMGET', KEYS[1], unpack(cjson.decode(ARGV[9]))) }
