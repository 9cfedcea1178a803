-- What an edit of a course changes, for those who are told. Keys as in lib_course.lua; it stands on
-- lib_staff and lib_closing.

-- close_at says until when a course is open. It returns whether that opens a closed one again; told is when that closed.
-- Only a later time does: a clock that is behind must not.
local function close_at(id, kind, closes, now, told)
  redis.call('HSET', KEYS[1], 'closing', kind, 'chosen', kind == 'date' and closes or kind)
  close_by(KEYS[1], KEYS[5], id, closes, now)
  local opens = told and (closes == '' or now < tonumber(closes) and tonumber(closes) > tonumber(told))
  if opens then redis.call('HDEL', KEYS[1], 'closed') end
  return opens
end

-- plain returns a field as it is compared and told: of people their ids, for they keep those whatever they are called.
local function plain(name, value)
  return name == 'co_teachers' and ids(value or '') or value or ''
end

-- difference returns what has changed, each field with its old and its new value as JSON; nothing when nothing has. names
-- is the fields that are compared, was their old values. It notes in which version each has changed last.
local function difference(was, names)
  local is, changed, some = redis.call('HMGET', KEYS[1], unpack(names)), {}, false
  local version = redis.call('HGET', KEYS[1], 'version')
  for i, name in ipairs(names) do
    local old, new = plain(name, was[i]), plain(name, is[i])
    if old ~= new then
      changed[name], some = { old, new }, true
      redis.call('HSET', KEYS[1], 'since:' .. name, version)
    end
  end
  return some and cjson.encode(changed)
end

-- says_nothing reports whether fields, which are pairs from a place in ARGV on, stand there already, and so many places.
local function says_nothing(places, from)
  for i = from, #ARGV, 2 do
    if plain(ARGV[i], ARGV[i + 1]) ~= plain(ARGV[i], redis.call('HGET', KEYS[1], ARGV[i])) then return false end
  end
  return redis.call('HGET', KEYS[1], 'places') == places
end

-- tell leaves an edit to be told: to the course's people what has changed and whether it is open again, to the lists of
-- staff, who taught it before, that they may not any more, and to who watches that there is something to see.
local function tell(id, asker, staff, was, names, now, opened)
  local changed = difference(was, names)
  follow(KEYS[6], 'kind', 'course', 'course', id)
  local teaches = redis.call('HMGET', KEYS[1], 'teacher', 'co_teachers')
  if teaches[1] ~= staff[1] or ids(teaches[2] or '') ~= ids(staff[2]) then
    follow(KEYS[6], 'kind', 'taught', 'course', id, 'teacher', staff[1], 'co_teachers', staff[2], 'at', whole(now))
  end
  if changed or opened then
    redis.call('HSET', KEYS[1], 'edit', changed or '{}')
    follow(KEYS[6], 'kind', 'edited', 'course', id, 'by', asker, 'at', whole(now), 'changed', changed or '{}', 'teacher', staff[1],
      'co_teachers', staff[2], 'opened', opened and '1' or '')
  end
  ring('course:' .. id, opened and 'reopened' or changed and 'changed' or 'state')
end
