-- Takes a plan to merge, for a time: one that was taken before and not finished, else a new one of the group that is due longest.
-- What was tried too often is parked. Done twice it gives the same new plan again; of one that was taken before it may
-- take another, and the lease of the first runs out.
-- KEYS: tables, facts, counts, paths, unreadable, drops, dropping, pending, groups, due, plans, leases, held, parked, fence, done
-- ARGV: now, channel, settings, the id of a new plan, owner, for how many ms
-- Returns: {'plan', the plan as JSON}, {'none'}
local function hold(p)
  p.owner, p.fence, p.attempts, p.deadline = ARGV[5], redis.call('INCR', FENCE), p.attempts + 1, now + ARGV[6]
  keep_plan(p)
  return { 'plan', cjson.encode(p) }
end

local given = redis.call('HGET', PLANS, ARGV[4])
if given then return { 'plan', given } end
for _, id in ipairs(redis.call('ZRANGEBYSCORE', LEASES, '-inf', now, 'LIMIT', 0, 10)) do
  local p = read_plan(id)
  if p.attempts < settings.attempts then
    if p.owner ~= '' then turn(p) end -- who had it may be writing still
    return hold(p)
  end
  if p.why == '' then p.why = 'Nobody who took it has finished it in time.' end
  park(p)
end

-- gather takes the files of a group out of those that wait: as many as make it large enough, but for the last.
local function gather(group)
  local from, bytes, of = {}, 0, string.match(group, '^[^/]+')
  local iteration = string.match(group, '\n(%d+)\n')
  local limit = settings.merges[tonumber(iteration)] or { 0, 0 }
  for _, member in ipairs(redis.call('ZRANGEBYLEX', PENDING, '[' .. group .. '\n', '(' .. group .. '\11', 'LIMIT', 0, settings.files)) do
    if #from > 1 and bytes >= limit[2] then break end
    from[#from + 1] = string.sub(member, #group + 2)
    bytes = bytes + read_facts(redis.call('HGET', FACTS, of .. '/' .. from[#from])).size
  end
  for _, path in ipairs(from) do redis.call('ZREM', PENDING, group .. '\n' .. path) end
  weigh(group, -#from, -bytes, settings.merges[tonumber(iteration)])
  return of, iteration, from
end

for _, group in ipairs(redis.call('ZRANGEBYSCORE', DUE, '-inf', now, 'LIMIT', 0, 1)) do
  local of, iteration, from = gather(group)
  return hold(new_plan(ARGV[4], of, dir_of(from[1]), iteration, string.match(group, '[^\n]*$'), from))
end
return { 'none' }
