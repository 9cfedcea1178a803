-- What the scripts that end instances share. Each instance comes as five keys: instance, present, visits, room, events.

-- vacate lets everybody out of an instance at a time, and tells why in one event that names them all.
local function vacate(first, topic, at, why)
  local left = redis.call('ZRANGE', KEYS[first + 1], 0, -1)
  for i, person in ipairs(left) do
    note_visit(KEYS[first + 2], 'leave', person, at)
    left[i] = tonumber(person)
  end
  redis.call('DEL', KEYS[first + 1])
  tell(KEYS[first + 3], KEYS[first + 4], topic, why, 0, at, left)
end

