-- Plans a meeting with its first instances, unless it exists: its id was reserved under the operation.
-- KEYS: meeting, invited, audience, due, outbox, then one for each instance in order
-- ARGV: now, channel, id, asker, the meeting's fields as a JSON object, audience as a JSON object of address to person ('' for
--       nobody yet), instances as a JSON array of [from, to, zone], the fields to return as a JSON array
-- Returns: {'ok', the meeting's fields}
local id, slots, dates = ARGV[3], cjson.decode(ARGV[7]), {}
if redis.call('EXISTS', KEYS[1]) == 0 then
  for field, value in pairs(cjson.decode(ARGV[5])) do redis.call('HSET', KEYS[1], field, value) end
  local now = clock()
  redis.call('HSET', KEYS[1], 'id', id, 'created', whole(now), 'orders', #slots, 'version', 1)
  for address, person in pairs(cjson.decode(ARGV[6])) do
    redis.call('HSET', KEYS[3], address, person)
    if person ~= '' then redis.call('SADD', KEYS[2], person) end
  end
  for order, slot in ipairs(slots) do
    redis.call('HSET', KEYS[5 + order], 'meeting', id, 'order', order, 'from', slot[1], 'to', slot[2], 'zone', slot[3])
    look_at(KEYS[4], KEYS[5 + order], id .. ':' .. order, slot[1], now)
    dates[order] = { order, slot[1], slot[2] }
  end
  follow(KEYS[5], 'kind', 'scopes', 'meeting', id, 'came', '*')
  tell_dates(KEYS[5], 'planned', id, ARGV[4], now, dates)
end
return { 'ok', redis.call('HMGET', KEYS[1], unpack(cjson.decode(ARGV[8]))) }
