-- The gate of the room of two. It has no keys: all that it follows from lies elsewhere, and is looked at just before and again
-- after. The room's topic, ARGV[3], says who the two are.

-- may_speak returns why somebody may not speak, or nil.
local function may_speak(first, person, now, elsewhere)
  local low, high = string.match(ARGV[3], '^room:(%d+):(%d+)$')
  if person ~= low and person ~= high then return 'stranger' end
  if elsewhere ~= '1' then return 'forbidden' end
end

-- may_keep reports whether somebody keeps order in the room: nobody does.
local function may_keep() return false end

-- may_react and may_edit return why somebody may not react to a line, or change one of theirs: whoever may write may.
local function may_react(first, person, now, elsewhere) return may_speak(first, person, now, elsewhere) end
local function may_edit(first, person, now, elsewhere) return may_speak(first, person, now, elsewhere) end

