-- What an edit of a course changes, for those who are told. Keys as in lib_course.lua.

-- among reports whether somebody is one of people, which are JSON objects with an id.
local function among(people, id)
  for _, one in ipairs(people and people ~= '' and cjson.decode(people) or {}) do
    if whole(one.id) == id then return true end
  end
  return false
end

-- difference returns what has changed, each field with its old and its new value as JSON; nothing when nothing has. names
-- is the fields that are compared, was their old values.
local function difference(was, names)
  local is, changed, some = redis.call('HMGET', KEYS[1], unpack(names)), {}, false
  for i, name in ipairs(names) do
    local old, new = was[i] or '', is[i] or ''
    if old ~= new then changed[name], some = { old, new }, true end
  end
  return some and cjson.encode(changed)
end

-- tell leaves an edit to be told: to the course's people what has changed, to the lists of who taught it that they may not
-- any more, and to who watches that there is something to see.
local function tell(id, asker, staff, was, names, now, opened)
  local changed = difference(was, names)
  follow(KEYS[6], 'kind', 'course', 'course', id)
  local teaches = redis.call('HMGET', KEYS[1], 'teacher', 'co_teachers')
  if teaches[1] ~= staff[1] or (teaches[2] or '') ~= staff[2] then
    follow(KEYS[6], 'kind', 'taught', 'course', id, 'teacher', staff[1], 'co_teachers', staff[2])
  end
  if changed then
    redis.call('HSET', KEYS[1], 'edit', cjson.encode({ by = asker, at = whole(now), changed = changed }))
    follow(KEYS[6], 'kind', 'edited', 'course', id, 'by', asker, 'at', whole(now), 'changed', changed)
  end
  ring('course:' .. id, opened and 'reopened' or changed and 'changed' or 'state')
end
