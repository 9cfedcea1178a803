-- What becomes of the plan that a file is in, if it is in one.

-- unsettle begins the plan of a file anew, whose entry is another now.
local function unsettle(of, path)
  local id = redis.call('HGET', HELD, of .. '/' .. path)
  if id then begin_anew(read_plan(id)) end
end

-- loosen takes a file out of its plan. What is left begins anew; a single file that is left waits again.
local function loosen(of, path)
  local id = redis.call('HGET', HELD, of .. '/' .. path)
  if not id then return end
  redis.call('HDEL', HELD, of .. '/' .. path)
  local p, left = read_plan(id), {}
  for _, other in ipairs(p.from) do
    if other ~= path then left[#left + 1] = other end
  end
  p.from = left
  if #left > 1 then return begin_anew(p) end
  leave(p)
  end_plan(p)
  for _, other in ipairs(left) do wait(of, other, read_facts(redis.call('HGET', FACTS, of .. '/' .. other))) end
end
