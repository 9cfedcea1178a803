-- Files that wait to be merged. Those of one table, folder, iteration and layer are a group, which is due when its oldest has
-- waited long enough or all of them are large enough, and never of one file. A file that is large enough by itself does not wait.

local function group_of(of, path, f) return of .. '/' .. dir_of(path) .. '\n' .. f.iteration .. '\n' .. f.layer end

-- weigh notes that a group has so many more files and bytes; limit is what its iteration waits for: ms, and bytes.
local function weigh(group, files, bytes, limit)
  local n, sum, since = string.match(redis.call('HGET', GROUPS, group) or '0 0 ' .. whole(now), '(%S+) (%S+) (%S+)')
  n, sum = n + files, sum + bytes
  if n <= 0 then
    redis.call('HDEL', GROUPS, group)
    redis.call('ZREM', DUE, group)
    return
  end
  redis.call('HSET', GROUPS, group, whole(n) .. ' ' .. whole(sum) .. ' ' .. since)
  if n < 2 or not limit then
    redis.call('ZREM', DUE, group)
  else
    redis.call('ZADD', DUE, whole(sum >= limit[2] and tonumber(since) or since + limit[1]), group)
  end
end

local function limit_of(f) return settings.merges[tonumber(f.iteration)] end

-- wait lets a file wait to be merged, unless it is in a plan or is merged no more.
local function wait(of, path, f)
  local limit, group = limit_of(f), group_of(of, path, f)
  if not limit or tonumber(f.size) >= limit[2] or redis.call('HEXISTS', HELD, of .. '/' .. path) == 1 then return end
  if redis.call('ZADD', PENDING, 0, group .. '\n' .. path) == 1 then weigh(group, 1, f.size, limit) end
end

-- unwait lets a file wait no more.
local function unwait(of, path, f)
  local group = group_of(of, path, f)
  if redis.call('ZREM', PENDING, group .. '\n' .. path) == 1 then weigh(group, -1, -f.size, limit_of(f)) end
end
