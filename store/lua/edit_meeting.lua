-- Changes what a meeting is and who may come. Who may not see it any more is left to the followers by name, for they
-- find in the meeting only who may.
-- KEYS: meeting, invited, audience, outbox, op
-- ARGV: now, channel, id, the meeting's fields as a JSON object, audience as a JSON object of address to person, or ''
--       to keep it
-- Returns: {'ok'}, {'missing'}
local done = answered(KEYS[5])
if done then return done end
local found = redis.call('HMGET', KEYS[1], 'id', 'deleted', 'public', 'host', 'course')
if not found[1] or found[2] then return { 'missing' } end
local fields, gone = cjson.decode(ARGV[4]), {}
if found[3] == '1' and fields.public ~= '1' then gone[#gone + 1] = 'public' end
if found[4] ~= fields.host then gone[#gone + 1] = 'person:' .. found[4] end
if found[5] ~= '' and found[5] ~= fields.course then gone[#gone + 1] = 'course:' .. found[5] end
if ARGV[5] ~= '' then
  local before = redis.call('SMEMBERS', KEYS[2])
  redis.call('DEL', KEYS[2], KEYS[3])
  for address, person in pairs(cjson.decode(ARGV[5])) do
    redis.call('HSET', KEYS[3], address, person)
    if person ~= '' then redis.call('SADD', KEYS[2], person) end
  end
  for _, person in ipairs(before) do
    if redis.call('SISMEMBER', KEYS[2], person) == 0 then gone[#gone + 1] = 'person:' .. person end
  end
end
for field, value in pairs(fields) do redis.call('HSET', KEYS[1], field, value) end
follow(KEYS[4], 'kind', 'meeting', 'meeting', ARGV[3], 'gone', table.concat(gone, ' '))
return answer(KEYS[5], { 'ok' })
