-- How a row of a file is answered, once and again. It stands on lib_person.

-- answered returns what was answered to this row of this import before; nil when it was not done yet.
local function answered(p)
  local put = p.put and cjson.decode(p.put)
  return put and put[1] == ARGV[11] and put[2]
end

-- answer returns what came of a row. What has changed somebody is kept with them, for a row whose answer was lost.
local function answer(word, changed, username, dry)
  local all = { word, changed, username }
  if word ~= 'same' and not dry then redis.call('HSET', PERSON, 'put', cjson.encode({ ARGV[11], all })) end
  return all
end

-- hasMoved says whether the name that the given one was made from is no longer the person's.
local function hasMoved(p, given)
  local from = cjson.decode(ARGV[12]).name
  return from and from ~= p.name and given.name ~= p.name
end
