-- Changes of the index, gathered so that many words cost few commands.

local added, dropped = {}, {} -- the members of each key, by its number
local gathered = 0

-- MOST is how many members are gathered before it is enough: so many are written in less than 5 ms.
local MOST = 800
local function enough() return gathered >= MOST end

local function gather(all, key, members)
  all[key] = all[key] or {}
  gathered = gathered + #members
  for _, member in ipairs(members) do all[key][#all[key] + 1] = member end
end

-- add and drop put members into a lexical set, or take them out.
local function add(key, members) gather(added, key, members) end
local function drop(key, members) gather(dropped, key, members) end

-- each calls a command with at most a thousand of its arguments at once.
local function each(command, key, all)
  for from = 1, #all, 1000 do redis.call(command, key, unpack(all, from, math.min(from + 999, #all))) end
end

-- write makes the changes.
local function write()
  for key, members in pairs(dropped) do each('ZREM', KEYS[key], members) end
  for key, members in pairs(added) do
    local scored = {}
    for _, member in ipairs(members) do
      scored[#scored + 1] = 0
      scored[#scored + 1] = member
    end
    each('ZADD', KEYS[key], scored)
  end
end

-- keep keeps a field of a document, or none.
local function keep(key, id, value)
  if value == '' then redis.call('HDEL', KEYS[key], id) else redis.call('HSET', KEYS[key], id, value) end
end
