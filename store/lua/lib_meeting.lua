-- What the scripts that end or move instances share. Each instance comes as four keys: instance, present, room, events.

-- vacate lets everybody out of an instance at a time and tells why.
local function vacate(first, topic, at, why)
  for _, person in ipairs(redis.call('ZRANGE', KEYS[first + 1], 0, -1)) do
    redis.call('ZREM', KEYS[first + 1], person)
    tell(KEYS[first + 2], KEYS[first + 3], topic, 'leave', person, at)
  end
  tell(KEYS[first + 2], KEYS[first + 3], topic, why, 0, at)
end

-- cancel cancels an instance that has not ended; it reports whether there was anything to cancel.
local function cancel(first, due, id, order, now)
  local found = redis.call('HMGET', KEYS[first], 'to', 'cancelled')
  if not found[1] or found[2] or now >= tonumber(found[1]) then return false end
  redis.call('HSET', KEYS[first], 'cancelled', whole(now))
  redis.call('ZREM', due, 'instance:' .. id .. ':' .. order)
  vacate(first, 'meeting:' .. id .. ':' .. order, now, 'cancelled')
  return true
end

