-- The gate of a course's room. Its keys are course, enrolled, who is banned and who is muted. It stands on lib_gate and on
-- lib_staff.

-- may_keep reports whether somebody keeps order in the room: an admin, or one of the course's teachers who is a teacher still.
local function may_keep(first, person, elsewhere)
  local course = redis.call('HMGET', KEYS[first], 'teacher', 'co_teachers')
  return elsewhere == '1' or elsewhere == 'teacher' and (course[1] == person or among(course[2], person))
end

-- stands returns why somebody may do nothing in the room, or nil, and whether they keep order there. A course that has closed
-- takes no lines, whoever they are.
local function stands(first, person, now, elsewhere)
  local course = redis.call('HMGET', KEYS[first], 'id', 'deleted', 'closes', 'closed')
  if not course[1] then return 'gone' end
  local staff = may_keep(first, person, elsewhere)
  if course[2] and staff then return 'past' end
  if course[2] then return 'gone' end
  if not staff and not redis.call('ZSCORE', KEYS[first + 1], person) then return 'stranger' end
  if not staff and redis.call('ZSCORE', KEYS[first + 2], person) then return 'banned' end
  if course[4] or course[3] ~= '' and now >= tonumber(course[3]) then return 'over' end
  return nil, staff
end

-- may_speak returns why somebody may not speak, or nil; with slow the milliseconds to wait.
local function may_speak(first, person, now, elsewhere, said)
  local no, staff = stands(first, person, now, elsewhere)
  if no or staff then return no end
  return hushed(KEYS[first + 3], person, now, said)
end

-- may_react returns why somebody may not react to a line, or nil. Where only staff write others may still nod.
local function may_react(first, person, now, elsewhere)
  local no, staff = stands(first, person, now, elsewhere)
  if no or staff then return no end
  if redis.call('ZSCORE', KEYS[first + 3], person) then return 'muted' end
end

-- may_edit returns why somebody may not change a line of theirs, or nil.
local function may_edit(first, person, now, elsewhere)
  local no, staff = stands(first, person, now, elsewhere)
  if no or staff then return no end
  return silenced(KEYS[first + 3], person)
end

