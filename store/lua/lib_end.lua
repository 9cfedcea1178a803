-- What the scripts that end instances share. Each instance comes as seven keys: instance, present, visits, room, events, seen,
-- signs. It stands on lib_gone.

-- vacate lets everybody out of an instance at a time, and tells why in one event that names them all. Who had not been seen
-- for long by then, see gone_before, has left before: nobody had looked in time.
local function vacate(first, topic, at, why, slept, woke)
  let_out(first, topic, gone_before(at, tonumber(slept), tonumber(woke)), -1)
  local left = redis.call('ZRANGE', KEYS[first + 1], 0, -1)
  for i, person in ipairs(left) do
    note_visit(KEYS[first + 2], 'leave', person, at)
    left[i] = tonumber(person)
  end
  redis.call('DEL', KEYS[first + 1], KEYS[first + 5], KEYS[first + 6])
  tell(KEYS[first + 3], KEYS[first + 4], topic, why, 0, at, left)
end
