-- The gate of an instance's room. Its keys are instance, present, meeting, muted and banned. It stands on lib_gate.

-- is_open reports whether an instance is open. Its times decide; but one whose end has been told stays over, though the
-- clock be behind after a fail-over: nothing happens in a room after its end.
local function is_open(instance, now)
  local found = redis.call('HMGET', instance, 'from', 'to', 'cancelled', 'closed')
  return found[1] and not found[3] and not found[4] and now >= tonumber(found[1]) and now < tonumber(found[2])
end

-- is_staff reports whether somebody is of a meeting's staff: for what lies elsewhere, as the asker has said, or as its host.
local function is_staff(meeting, person, elsewhere)
  return elsewhere == '1' or redis.call('HGET', meeting, 'host') == person
end

-- may_speak returns why somebody may not speak, or nil; with slow the milliseconds to wait. said is what they said before;
-- nil for who only begins to, which slow chat lets pass.
local function may_speak(first, person, now, elsewhere, said)
  if not is_open(KEYS[first], now) then return 'inactive' end
  local staff = is_staff(KEYS[first + 2], person, elsewhere)
  if not staff and redis.call('ZSCORE', KEYS[first + 4], person) then return 'banned' end
  if not redis.call('ZSCORE', KEYS[first + 1], person) then return 'absent' end
  if staff then return nil end
  return hushed(KEYS[first + 3], person, now, said)
end

-- may_keep reports whether somebody keeps order in the room.
local function may_keep(first, person, elsewhere) return is_staff(KEYS[first + 2], person, elsewhere) end

-- may_react returns why somebody may not react to a line, or nil. Where only staff write others may still nod.
local function may_react(first, person, now, elsewhere)
  if not is_open(KEYS[first], now) then return 'inactive' end
  local staff = is_staff(KEYS[first + 2], person, elsewhere)
  if not staff and redis.call('ZSCORE', KEYS[first + 4], person) then return 'banned' end
  if not redis.call('ZSCORE', KEYS[first + 1], person) then return 'absent' end
  if not staff and redis.call('ZSCORE', KEYS[first + 3], person) then return 'muted' end
end

-- may_edit returns why somebody may not change a line of theirs, or nil: one may have left since. A change of what was said
-- is no new line, so slow chat lets it pass.
local function may_edit(first, person, now, elsewhere)
  if not is_open(KEYS[first], now) then return 'inactive' end
  if is_staff(KEYS[first + 2], person, elsewhere) then return nil end
  if redis.call('ZSCORE', KEYS[first + 4], person) then return 'banned' end
  return silenced(KEYS[first + 3], person)
end

