-- What an owner's documents hold, and how documents stand. Keys as in search.lua.

local OWNED = 500 -- how many documents of one owner are looked through

-- owned returns the newest documents of an owner with their texts.
local function owned(owner)
  local from, to = between('no' .. owner)
  local ids = redis.call('ZRANGEBYLEX', KEYS[8], from, to, 'LIMIT', 0, OWNED)
  if #ids == 0 then return {} end
  for i, member in ipairs(ids) do ids[i] = string.match(member, '%z%d+(%w+)%z') end
  local texts, all = redis.call('HMGET', KEYS[2], unpack(ids)), {}
  for i, id in ipairs(ids) do all[id] = texts[i] or nil end
  return all
end

-- in_texts is in_postings for few documents whose texts are at hand.
local function in_texts(texts, term)
  local best = {}
  local function note(id, text, start, factor)
    local _, to = string.find(text, '\0' .. start, 1, true)
    local impact = to and string.match(text, '^[^\1]*\1(%d+)', to + (factor == BEGINS and 1 or 0))
    if impact then best[id] = math.max(best[id] or 0, impact * factor) end
  end
  for id, text in pairs(texts) do
    note(id, text, term.word .. '\1', 1)
    if not term.typo then note(id, text, term.word, BEGINS) end
    for _, other in ipairs(term.typo and term.others or {}) do note(id, text, other .. '\1', TYPO) end
  end
  return best
end

-- described returns an iterator over documents with their shelf and what they are ordered by.
local function described(ids)
  local i, facts = 0, {}
  for from = 1, #ids, 1000 do
    local some = redis.call('HMGET', KEYS[1], unpack(ids, from, math.min(from + 999, #ids)))
    for j, one in ipairs(some) do facts[from + j - 1] = one end
  end
  return function()
    repeat i = i + 1 until i > #ids or facts[i]
    if i > #ids then return end
    local shelf, newest, closing = string.match(facts[i], '^(%S+) %S+ (%d+) (%d+)$')
    return ids[i], shelf, tonumber(newest), tonumber(closing)
  end
end
