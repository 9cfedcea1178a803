-- Changes what a meeting is and who may come. An address that was listed before stays bound to whom it was. Who may see
-- it now, and who may not any more, is left to the followers by name, so that they write no more than the difference.
-- KEYS: meeting, invited, audience, outbox
-- ARGV: now, channel, id, asker, 1 when the asker is of the staff for what lies elsewhere, the meeting's fields as a JSON
--       object (the host stays when it is not among them), audience as a JSON object of address to person or '' to keep it,
--       the fields to return as a JSON array, the version that the asker has seen ('' any)
-- Returns: {'ok', the meeting's fields}
-- Refuses: missing, staff, meanwhile when it is another version than was seen
local old, was = redis.call('HMGET', KEYS[1], 'id', 'deleted', 'public', 'host', 'course'), redis.call('HMGET', KEYS[1], unpack(TOLD))
if not old[1] or old[2] then return refuse('missing') end
if ARGV[5] ~= '1' and old[4] ~= ARGV[4] then return refuse('staff') end
if stale(KEYS[1], ARGV[9], '') then return refuse('meanwhile') end
local fields, gone, came, others = cjson.decode(ARGV[6]), {}, {}, 0
local function changed(was, is, before, after)
  if was == is then return end
  if before then gone[#gone + 1] = before end
  if after then came[#came + 1] = after end
end
changed(old[3], fields.public, old[3] == '1' and 'public', fields.public == '1' and 'public')
fields.host = fields.host or old[4]
changed(old[4], fields.host, 'person:' .. old[4], 'person:' .. fields.host)
changed(old[5], fields.course, old[5] ~= '' and 'course:' .. old[5], fields.course ~= '' and 'course:' .. fields.course)
if ARGV[7] ~= '' then
  local before, bound, listed = {}, {}, redis.call('HGETALL', KEYS[3])
  others = -#listed / 2
  for i = 1, #listed, 2 do bound[listed[i]] = listed[i + 1] end
  for _, person in ipairs(redis.call('SMEMBERS', KEYS[2])) do before[person] = true end
  redis.call('DEL', KEYS[2], KEYS[3])
  for address, person in pairs(cjson.decode(ARGV[7])) do
    others = others + (bound[address] and 1 or 1000000)
    if (bound[address] or '') ~= '' then person = bound[address] end
    redis.call('HSET', KEYS[3], address, person)
    if person ~= '' then
      redis.call('SADD', KEYS[2], person)
      if not before[person] then came[#came + 1] = 'person:' .. person end
      before[person] = nil
    end
  end
  for person in pairs(before) do gone[#gone + 1] = 'person:' .. person end
end
-- The name of a host who stays is not this edit's to write: it may have been read before it changed.
if fields.host == old[4] then fields.host_name = nil end
for field, value in pairs(fields) do redis.call('HSET', KEYS[1], field, value) end
redis.call('HINCRBY', KEYS[1], 'sequence', 1)
redis.call('HSET', KEYS[1], 'changed', whole(clock()))
follow(KEYS[4], 'kind', 'scopes', 'meeting', ARGV[3], 'gone', table.concat(gone, ' '), 'came', table.concat(came, ' '),
  'course', old[5] == fields.course and 'kept' or 'changed', 'audience', ARGV[7] == '' and 'kept' or 'changed')
local changes, some = differences(was, redis.call('HMGET', KEYS[1], unpack(TOLD)))
note_edit(KEYS[1], changes, others ~= 0)
tell_edit(KEYS[4], ARGV[3], ARGV[4], clock(), changes, some, gone, came)
local host = fields.host ~= old[4] and ' host ' .. fields.host or ''
override(KEYS[4], 'meeting-edited', ARGV[4], old[4], 'meeting:' .. ARGV[3] .. host, clock())
ring('active', 'state')
return { 'ok', redis.call('HMGET', KEYS[1], unpack(cjson.decode(ARGV[8]))) }
