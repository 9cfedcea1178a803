-- Finds files by when their rows are, in the order of their first times and then of their paths. It looks at so many at most by
-- time; or, where that is fewer, at all of a folder. A file may begin before what is asked for by as much as the longest lasts.
-- KEYS: tables, facts, paths, unreadable, counts, times
-- ARGV: now, channel, table, folder with a slash at its end ('' for all), first time (microseconds, three digits of nanoseconds),
--       last time (likewise), iteration and layer ('' for any), place to go on after (microseconds, '' for the start; member),
--       how many at most, how many to look at
-- Returns: the paths; the place to go on after, nothing at the end; path and why in turn of what cannot be read (at the start only);
--          how often files of the table were removed or replaced
local of, folder, low, high, most = ARGV[3], ARGV[4], tonumber(ARGV[5]), tonumber(ARGV[7]), tonumber(ARGV[13])
local after, member, looks = tonumber(ARGV[11]), ARGV[12], tonumber(ARGV[14])
local begins, ends = '[' .. of .. '/' .. folder, '(' .. of .. '/' .. string.gsub(folder, '/$', '0')
if folder == '' then ends = '(' .. of .. '0' end
local times, paths = KEYS[6], KEYS[3]
local earliest = whole(low - (redis.call('HGET', KEYS[1], of) or 0) - 1)

-- fits returns the place of a file that is asked for.
local function fits(path)
  local f = read_facts(redis.call('HGET', KEYS[2], of .. '/' .. path) or '!')
  local first, last = tonumber(f.min), tonumber(f.max)
  if f.bad or ARGV[9] ~= '' and f.iteration ~= ARGV[9] or ARGV[10] ~= '' and f.layer ~= ARGV[10] then return end
  if string.sub(path, 1, #folder) ~= folder then return end
  if first > high or first == high and tonumber(f.rem) > tonumber(ARGV[8]) then return end
  if last < low or last == low and tonumber(f.maxrem) < tonumber(ARGV[6]) then return end
  local found = { first, f.rem .. path }
  return (not after or comes_before({ after, member }, found)) and found
end

local found, place = {}, {}
local scores = redis.call('ZCOUNT', times, earliest, whole(high))
if folder ~= '' and redis.call('ZLEXCOUNT', paths, begins, ends) <= scores then
  for _, name in ipairs(redis.call('ZRANGEBYLEX', paths, begins, ends)) do
    found[#found + 1] = fits(string.sub(name, #of + 2)) or nil
  end
  table.sort(found, comes_before)
else
  place = walk(times, earliest, high, after, member, looks, function(path)
    found[#found + 1] = fits(path) or nil
    return #found >= most
  end)
end
local names = {}
for i = 1, math.min(#found, most) do names[i] = string.sub(found[i][2], 4) end
return { names, place, after and {} or unreadable(begins, ends, #of + 2), redis.call('HGET', KEYS[5], of .. ' changes') or '0' }
