-- What the scripts that change the index have in common: its keys, its settings, its sums, and the files that are to be dropped.

local TABLES, FACTS, COUNTS, PATHS, UNREADABLE, DROPS, DROPPING, PENDING, GROUPS, DUE, PLANS, LEASES, HELD, PARKED, FENCE, DONE =
  unpack(KEYS, 1, 16)
local OWN = 16 -- keys of the index itself; three for each folder follow: files, folders, times
local settings = cjson.decode(ARGV[3])
local now = clock()

-- place returns where the files of a folder are: the n-th of those that the script was called with.
local function place(n, of)
  local k = OWN + 3 * (n - 1)
  return { of = of, files = KEYS[k + 1], folders = KEYS[k + 2], times = KEYS[k + 3] }
end

-- must_be_hashes fails, before anything is written, where others have put something of another kind in the place of a folder's hashes.
local function must_be_hashes(folders)
  for n = 1, folders do
    local at = place(n)
    redis.call('HLEN', at.files)
    redis.call('HLEN', at.folders)
  end
end

-- Parts of a path: all folders, the first of them.
local function dir_of(path) return string.match(path, '^(.*)/') end
local function folder_of(path) return string.match(path, '^([^/]*)/') end

-- count adds a file to the sums of its table and of its folder, or with "-" takes it off. What is 0 is not kept.
local function count(of, path, f, sign)
  local by = { files = '1', rows = f.rows, bytes = f.size }
  for _, key in ipairs({ of, of .. '/' .. folder_of(path) }) do
    for what, n in pairs(by) do
      local field = key .. ' ' .. what
      if redis.call('HINCRBY', COUNTS, field, n == '0' and n or sign .. n) == 0 then redis.call('HDEL', COUNTS, field) end
    end
  end
end

-- recount returns 1 where another number of files is noted of a folder (with its slash) than stand in its hash, and mends it, or 0.
local function recount(at, dir, mends)
  local n, noted = 0, redis.call('HGET', at.folders, dir_of(dir))
  for _, path in ipairs(redis.call('HKEYS', at.files)) do
    if string.match(path, '^.*/') == dir then n = n + 1 end
  end
  if (noted or '0') == whole(n) then return 0 end
  if mends and n > 0 then redis.call('HSET', at.folders, dir_of(dir), n) end
  if mends and n == 0 then redis.call('HDEL', at.folders, dir_of(dir)) end
  return 1
end

-- drop_later orders that a file be removed from its layer, once those who are reading it have ended.
local function drop_later(name, layer) redis.call('ZADD', DROPS, now + settings.grace, name .. '\n' .. layer) end

-- is_going reports whether a file is to be removed from its layer, or is being removed.
local function is_going(name, layer)
  local member = name .. '\n' .. layer
  return redis.call('ZSCORE', DROPS, member) or redis.call('ZSCORE', DROPPING, member)
end
