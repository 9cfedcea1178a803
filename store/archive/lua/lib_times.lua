-- Places in the order of time: a score, microseconds, and a member, the three digits of the nanoseconds before a path.

-- comes_before compares places as Redis orders them: by bytes, which < of Lua does not in every locale.
local function comes_before(a, b)
  if a[1] ~= b[1] then return a[1] < b[1] end
  local x, y = a[2], b[2]
  for i = 1, math.min(#x, #y) do
    local p, q = string.byte(x, i), string.byte(y, i)
    if p ~= q then return p < q end
  end
  return #x < #y
end

-- start_of returns the rank of the first member at or after a score, and after a place if one is given.
local function start_of(times, earliest, after, member)
  local start = redis.call('ZCOUNT', times, '-inf', '(' .. earliest)
  if not after then return start end
  local rank = redis.call('ZRANK', times, member)
  if rank and tonumber(redis.call('ZSCORE', times, member)) == after then return math.max(start, rank + 1) end
  return math.max(start, redis.call('ZCOUNT', times, '-inf', '(' .. whole(after)))
end

-- walk calls take with paths in the order of time, until it has enough, and returns the place that it ended at after so many
-- looks; nothing when there are no more.
local function walk(times, earliest, high, after, member, looks, take)
  local start, looked = start_of(times, earliest, after, member), 0
  while looked < looks do
    local some = redis.call('ZRANGE', times, start + looked, start + looked + 99, 'WITHSCORES')
    for i = 1, #some, 2 do
      if tonumber(some[i + 1]) > high or take(string.sub(some[i], 4)) then return {} end
    end
    looked = looked + #some / 2
    if #some < 200 then return {} end
    if looked >= looks then return { some[200], some[199] } end
  end
end

-- unreadable returns path and why of files of a range whose entries cannot be read.
local function unreadable(begins, ends, from)
  local all = {}
  for _, name in ipairs(redis.call('ZRANGEBYLEX', KEYS[4], begins, ends, 'LIMIT', 0, 100)) do
    all[#all + 1] = string.sub(name, from)
    all[#all + 1] = read_facts(redis.call('HGET', KEYS[2], name) or '!').bad
  end
  return all
end
