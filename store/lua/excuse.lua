-- Excuses somebody of an instance's roster, or takes that back. It changes what one is who did not come. Who will be on the
-- roster of one that is to come may be excused in advance; should they come all the same they have come.
-- KEYS: meeting, instance, invited, roster, excused, outbox
-- ARGV: now, channel, asker, 1 when the asker is of the staff for what lies elsewhere, person, the excuse as a JSON object,
--       '' to take it back, 1 when the person is expected for what lies elsewhere, the room's topic
-- Returns: {'ok'}
-- Refuses: missing, staff, stranger when the person is not on the roster and will not be
local meeting = redis.call('HMGET', KEYS[1], 'id', 'deleted', 'host', 'public')
local found = redis.call('HMGET', KEYS[2], 'to', 'cancelled', 'closed')
if not meeting[1] or meeting[2] or not found[1] then return refuse('missing') end
if ARGV[4] ~= '1' and meeting[3] ~= ARGV[3] then return refuse('staff') end
local person, was = ARGV[5], redis.call('HEXISTS', KEYS[5], ARGV[5]) == 1
local came = redis.call('ZSCORE', KEYS[4], person)
if not came and not was then
  local over = found[2] or found[3] or clock() >= tonumber(found[1])
  local expected = ARGV[7] == '1' or redis.call('SISMEMBER', KEYS[3], person) == 1
  if over or meeting[4] == '1' or not expected then return refuse('stranger') end
end
if ARGV[6] ~= '' then
  redis.call('HSET', KEYS[5], person, ARGV[6])
  if came == '0' then redis.call('ZADD', KEYS[4], 1, person) end
else
  redis.call('HDEL', KEYS[5], person)
  if came == '1' then redis.call('ZADD', KEYS[4], 0, person) end
end
if was or ARGV[6] ~= '' then
  override(KEYS[6], 'excused', ARGV[3], person, (ARGV[6] ~= '' and 'excused ' or 'taken-back ') .. ARGV[8], clock())
end
return { 'ok' }
