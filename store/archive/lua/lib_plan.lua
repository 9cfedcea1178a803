-- Plans to merge. A plan is kept as JSON: its id, table, dir, iteration, layer, from (paths), to (a path), owner, fence, deadline,
-- attempts, why, and rewrite if it makes one file anew. Who takes it gets a fence number of its own, without which nothing
-- of it can be committed.

local function read_plan(id)
  local text = redis.call('HGET', PLANS, id)
  return text and cjson.decode(text)
end

-- keep_plan keeps a plan that can be taken from its deadline on.
local function keep_plan(p)
  redis.call('HSET', PLANS, p.id, cjson.encode(p))
  redis.call('ZREM', PARKED, p.id)
  redis.call('ZADD', LEASES, whole(p.deadline), p.id)
end

-- park keeps a plan that nobody takes until it is let go.
local function park(p)
  redis.call('HSET', PLANS, p.id, cjson.encode(p))
  redis.call('ZREM', LEASES, p.id)
  redis.call('ZADD', PARKED, now, p.id)
end

local function end_plan(p)
  for _, path in ipairs(p.from) do redis.call('HDEL', HELD, p.table .. '/' .. path) end
  redis.call('HDEL', PLANS, p.id)
  redis.call('ZREM', LEASES, p.id)
  redis.call('ZREM', PARKED, p.id)
end

-- new_plan makes a plan of files that wait for nothing else.
local function new_plan(id, of, dir, iteration, layer, from, rewrite)
  local to = dir .. '/' .. id .. '.' .. whole(rewrite and iteration or iteration + 1) .. '.parquet'
  for _, path in ipairs(from) do redis.call('HSET', HELD, of .. '/' .. path, id) end
  return { id = id, table = of, dir = dir, iteration = tonumber(iteration), layer = layer, from = from, to = to, owner = '', fence = 0,
    deadline = now, attempts = 0, why = '', rewrite = rewrite }
end

-- leave drops what a plan may have written so far, since it is not to be what the plan will write.
local function leave(p)
  if p.fence > 0 then drop_later(p.table .. '/' .. p.to, p.layer) end
end

-- turn has a plan write to another file from now on, so that one who works on it and does not know it yet cannot overwrite that.
local function turn(p)
  leave(p)
  local revision = '/' .. string.sub(p.id, 1, 24) .. string.format('%012x', redis.call('INCR', FENCE)) .. '.' -- a UUID as well
  p.to = string.gsub(p.to, '/[^/.]*%.', function() return revision end)
end

-- begin_anew takes a plan from whoever works on it: what is to come of it has changed.
local function begin_anew(p)
  turn(p)
  p.owner, p.fence, p.attempts, p.deadline, p.why = '', 0, 0, now, ''
  keep_plan(p)
end

-- held_plan returns a plan that is its owner's still: under this fence, and not beyond the deadline.
local function held_plan(id, owner, fence)
  local p = read_plan(id)
  return p and p.owner == owner and p.fence == tonumber(fence) and now < p.deadline and p
end
