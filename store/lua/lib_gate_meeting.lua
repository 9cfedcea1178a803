-- The gate of an instance's room. Its keys are instance and present.

-- is_open reports whether an instance is open. Its times decide; but one whose end has been told stays over, though the
-- clock be behind after a fail-over: nothing happens in a room after its end.
local function is_open(instance, now)
  local found = redis.call('HMGET', instance, 'from', 'to', 'cancelled', 'closed')
  return found[1] and not found[3] and not found[4] and now >= tonumber(found[1]) and now < tonumber(found[2])
end

-- may_speak returns why somebody may not speak, or nil.
local function may_speak(first, person, now)
  if not is_open(KEYS[first], now) then return 'inactive' end
  if not redis.call('ZSCORE', KEYS[first + 1], person) then return 'absent' end
end

-- may_edit returns why somebody may not change a line of theirs, or nil: one may have left since.
local function may_edit(first, person, now)
  if not is_open(KEYS[first], now) then return 'inactive' end
end

