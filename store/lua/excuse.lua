-- Excuses somebody of an instance's roster, or takes that back. It changes what one is who did not come.
-- KEYS: meeting, roster, excused
-- ARGV: now, channel, asker, 1 when the asker is of the staff for what lies elsewhere, person, the excuse as a JSON object,
--       '' to take it back
-- Returns: {'ok'}
-- Refuses: missing, staff, stranger when the person is not on the roster
local meeting = redis.call('HMGET', KEYS[1], 'id', 'deleted', 'host')
if not meeting[1] or meeting[2] then return refuse('missing') end
if ARGV[4] ~= '1' and meeting[3] ~= ARGV[3] then return refuse('staff') end
local person = ARGV[5]
local came = redis.call('ZSCORE', KEYS[2], person)
if not came then return refuse('stranger') end
if ARGV[6] ~= '' then
  redis.call('HSET', KEYS[3], person, ARGV[6])
  if came == '0' then redis.call('ZADD', KEYS[2], 1, person) end
else
  redis.call('HDEL', KEYS[3], person)
  if came == '1' then redis.call('ZADD', KEYS[2], 0, person) end
end
return { 'ok' }
