-- What documents hold whose texts are looked through. Keys as in search.lua.

local OWNED = 500 -- how many documents of one owner are looked through at most
local LOOKS = 200 -- how often it is looked, of documents and words, whether one has the other

-- value_in returns what a term is worth in a text; nil when the text does not have it.
local function value_in(text, term)
  local best
  local function note(start, factor)
    local from, at = string.find(text, start, 1, true)
    while from do
      local impact = string.match(text, '^[^\1]*\1(%d+)', from)
      if not best or impact * factor > best then best = impact * factor end
      from, at = string.find(text, start, at, true)
    end
  end
  if not term.typo then
    note('\0' .. term.word .. '\1', 1)
    note('\0' .. term.word, BEGINS)
  end
  for _, other in ipairs(term.typo and term.others or {}) do note('\0' .. other .. '\1', TYPO) end
  return best
end

-- owned returns the newest documents of an owner on some shelves: the more words there are, the fewer.
local function owned(owner, shelves, words)
  local newest, most = {}, math.min(OWNED, math.floor(10 * LOOKS / math.max(words, 1)))
  for shelf in string.gmatch(shelves, '%S+') do
    local from, to = between('no' .. owner .. ' ' .. shelf)
    for _, member in ipairs(redis.call('ZRANGEBYLEX', KEYS[8], from, to, 'LIMIT', 0, most)) do
      newest[#newest + 1] = string.match(member, '%z(.+)$')
    end
  end
  table.sort(newest)
  local ids = {}
  for i = 1, math.min(#newest, most) do ids[i] = string.sub(newest[i], 14) end
  return ids
end

-- in_texts adds to scores what documents are worth for terms, from their texts.
local function in_texts(scores, ids, terms)
  if #ids == 0 then return end
  local texts = redis.call('HMGET', KEYS[2], unpack(ids))
  for i, id in ipairs(ids) do
    for _, term in ipairs(terms) do
      local value = texts[i] and not (term.best and term.best[id]) and value_in(texts[i], term)
      if value then weigh(scores, id, term, value) end
    end
  end
end
