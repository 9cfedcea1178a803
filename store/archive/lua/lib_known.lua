-- A file becomes known to the index, or is known no more.

-- note keeps the facts of a file, and all that is found by them.
local function note(at, path, text)
  local name, f = at.of .. '/' .. path, read_facts(text)
  redis.call('HSET', FACTS, name, text)
  redis.call('ZADD', PATHS, 0, name)
  redis.call('HSETNX', TABLES, at.of, 0)
  count(at.of, path, f, '')
  if f.bad then return redis.call('ZADD', UNREADABLE, 0, name) end
  redis.call('ZADD', at.times, f.min, f.rem .. path)
  local span = f.max - f.min
  if span > tonumber(redis.call('HGET', TABLES, at.of)) then redis.call('HSET', TABLES, at.of, whole(span)) end
  wait(at.of, path, f)
end

-- forget removes what note has kept, and returns the facts as they were.
local function forget(at, path)
  local name = at.of .. '/' .. path
  local f = read_facts(redis.call('HGET', FACTS, name))
  redis.call('HDEL', FACTS, name)
  redis.call('ZREM', PATHS, name)
  count(at.of, path, f, '-')
  redis.call('HINCRBY', COUNTS, at.of .. ' changes', 1)
  if f.bad then
    redis.call('ZREM', UNREADABLE, name)
  else
    redis.call('ZREM', at.times, f.rem .. path)
    unwait(at.of, path, f)
  end
  return f
end

-- put registers a file, or has another entry take the place of the one that it has, which it reports. The same entry again changes
-- nothing.
local function put(at, path, text, entry)
  local name = at.of .. '/' .. path
  local old = redis.call('HGET', FACTS, name)
  if old == text and redis.call('HGET', at.files, path) == entry then return end
  if old then forget(at, path) end
  if redis.call('HSET', at.files, path, entry) == 1 then redis.call('HINCRBY', at.folders, dir_of(path), 1) end
  note(at, path, text)
  redis.call('ZREM', DROPS, name .. '\n' .. read_facts(text).layer)
  return old
end

-- take_out removes a file that is known from the index, and orders that it be dropped.
local function take_out(at, path)
  local layer = forget(at, path).layer
  if redis.call('HDEL', at.files, path) == 1 and redis.call('HINCRBY', at.folders, dir_of(path), -1) <= 0 then
    redis.call('HDEL', at.folders, dir_of(path))
  end
  drop_later(at.of .. '/' .. path, layer)
end
