-- The gate of the room of everybody. Its keys are who is banned and who is muted. It stands on lib_gate. Its staff are the
-- admins: what lies elsewhere.

-- may_speak returns why somebody may not speak, or nil; with slow the milliseconds to wait.
local function may_speak(first, person, now, elsewhere, said)
  if elsewhere == '1' then return nil end
  if redis.call('ZSCORE', KEYS[first], person) then return 'banned' end
  return hushed(KEYS[first + 1], person, now, said)
end

-- may_keep reports whether somebody keeps order in the room.
local function may_keep(_, _, elsewhere) return elsewhere == '1' end

-- may_react returns why somebody may not react to a line, or nil. Where only staff write others may still nod.
local function may_react(first, person, now, elsewhere)
  if elsewhere == '1' then return nil end
  if redis.call('ZSCORE', KEYS[first], person) then return 'banned' end
  if redis.call('ZSCORE', KEYS[first + 1], person) then return 'muted' end
end

-- may_edit returns why somebody may not change a line of theirs, or nil.
local function may_edit(first, person, now, elsewhere)
  if elsewhere == '1' then return nil end
  if redis.call('ZSCORE', KEYS[first], person) then return 'banned' end
  return silenced(KEYS[first + 1], person)
end

