-- Who teaches a course beside its teacher: co_teachers, JSON objects with an id. The first key is the course.

-- among reports whether somebody is one of people, which are JSON objects with an id.
local function among(people, id)
  for _, one in ipairs(people and people ~= '' and cjson.decode(people) or {}) do
    if whole(one.id) == id then return true end
  end
  return false
end

-- ids returns who people are, in one order whatever else is written of them.
local function ids(people)
  local all = {}
  for _, one in ipairs(people ~= '' and cjson.decode(people) or {}) do all[#all + 1] = whole(one.id) end
  table.sort(all)
  return table.concat(all, ' ')
end

-- without takes somebody out of a course's co-teachers. It returns who they were; nothing when that is none of them.
local function without(person)
  local people, with = redis.call('HGET', KEYS[1], 'co_teachers'), {}
  if not among(people, person) then return nil end
  for _, one in ipairs(cjson.decode(people)) do
    if whole(one.id) ~= person then with[#with + 1] = one end
  end
  redis.call('HSET', KEYS[1], 'co_teachers', #with > 0 and cjson.encode(with) or '')
  return people
end
