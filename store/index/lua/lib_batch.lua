-- Changes of the index, gathered so that many words of many documents cost few commands.

local wanted, kept, gathered = {}, {}, 0 -- by the number of a key: its members, whether they are to be there; fields, and what they hold

-- MOST is how many members are gathered before it is enough: so many are written in less than 5 ms.
local MOST = 800
local function enough() return gathered >= MOST end

local function gather(key, members, there)
  wanted[key] = wanted[key] or {}
  gathered = gathered + #members
  for _, member in ipairs(members) do wanted[key][member] = there end
end

-- add and drop put members into a lexical set, or take them out; what is said last counts.
local function add(key, members) gather(key, members, true) end
local function drop(key, members) gather(key, members, false) end

-- keep keeps a field of a hash, or none.
local function keep(key, field, value)
  kept[key] = kept[key] or {}
  kept[key][field] = value
end

-- fields reads fields of a hash.
local function fields(key, names)
  if #names == 0 then return {} end
  return redis.call('HMGET', KEYS[key], unpack(names))
end

-- each calls a command with at most a thousand of its arguments at once.
local function each(command, key, all)
  for from = 1, #all, 1000 do redis.call(command, key, unpack(all, from, math.min(from + 999, #all))) end
end

-- put appends to a list what goes with one argument of a command, or with two.
local function put(list, ...)
  for _, one in ipairs({ ... }) do list[#list + 1] = one end
end

-- write makes the changes.
local function write()
  for key, members in pairs(wanted) do
    local added, dropped = {}, {}
    for member, there in pairs(members) do
      if there then put(added, 0, member) else put(dropped, member) end
    end
    each('ZREM', KEYS[key], dropped)
    each('ZADD', KEYS[key], added)
  end
  for key, all in pairs(kept) do
    local set, gone = {}, {}
    for field, value in pairs(all) do
      if value ~= '' then put(set, field, value) else put(gone, field) end
    end
    each('HDEL', KEYS[key], gone)
    each('HSET', KEYS[key], set)
  end
end
