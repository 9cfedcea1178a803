-- Makes a course, unless it exists: its id was reserved under the operation.
-- KEYS: course, due, outbox
-- ARGV: now, channel, id, closing (auto, date, never), closes in ms ('' for never, and for auto: the life in ms), the fields
--       to return as a JSON array, then the course's fields as pairs
-- Returns: {'ok', the course's fields}
if redis.call('EXISTS', KEYS[1]) == 0 then
  local now, closes = clock(), ''
  if ARGV[4] == 'auto' then closes = whole(now + ARGV[5]) elseif ARGV[4] == 'date' then closes = ARGV[5] end
  redis.call('HSET', KEYS[1], 'id', ARGV[3], 'created', whole(now), 'closing', ARGV[4],
    'chosen', ARGV[4] == 'date' and closes or ARGV[4], 'version', 1, 'taken', 0, 'waiting', 0, unpack(ARGV, 7))
  close_by(KEYS[1], KEYS[2], ARGV[3], closes, now)
  follow(KEYS[3], 'kind', 'course', 'course', ARGV[3], 'new', '1')
end
return { 'ok', redis.call('HMGET', KEYS[1], unpack(cjson.decode(ARGV[6]))) }
