-- How a document stands in the index. Keys as in index_document.lua.

-- read returns the words of a text with their impacts.
local function read(text)
  local all = {}
  for word, impact in string.gmatch(text, '%z([^%z\1]+)\1(%d+)') do all[word] = impact end
  return all
end

-- posting is a document's entry under a word: the greatest impact comes first.
local function posting(word, impact, id) return string.format('%s\0%03d%s', word, 999 - impact, id) end

-- entries are a document's lines in the lists that can be paged through without a query: by each of its sort keys, once
-- for its shelf and once for its owner.
local function entries(facts, id)
  local shelf, owner, newest, closing = string.match(facts or '', '^(%S+) (%S+) (%S+) (%S+)$')
  if not shelf then return {} end
  local all = {}
  for letter, key in pairs({ n = newest, c = closing }) do
    all[#all + 1] = letter .. 's' .. shelf .. '\0' .. key .. id
    all[#all + 1] = letter .. 'o' .. owner .. '\0' .. key .. id .. '\0' .. shelf
  end
  return all
end

-- rare is how seldom a word is, in steps of twice as often: only then does its place among the commonest change.
local function rare(documents) return string.format('%02d', 40 - math.floor(math.log(documents) / math.log(2) + 0.0001)) end

-- place moves a word among those that begin as it does.
local function place(word, letters, before, after)
  local old, new = before > 0 and rare(before), after > 0 and rare(after)
  if old == new then return end
  for n = 1, math.min(SHORT, #letters) do
    local beginning = table.concat(letters, '', 1, n) .. '\0'
    if old then redis.call('ZREM', KEYS[7], beginning .. old .. word) end
    if new then redis.call('ZADD', KEYS[7], 0, beginning .. new .. word) end
  end
end

-- count notes that one document more, or one less, has a word. What nobody has is no word any more.
local function count(word, by)
  local after = redis.call('HINCRBY', KEYS[5], word, by)
  local letters = chars(word)
  place(word, letters, after - by, after)
  local write = after == 0 and 'ZREM' or after == 1 and by == 1 and 'ZADD'
  if not write then return end
  local function set(key, member)
    if write == 'ZADD' then redis.call('ZADD', key, 0, member) else redis.call('ZREM', key, member) end
  end
  if after == 0 then redis.call('HDEL', KEYS[5], word) end
  set(KEYS[6], word)
  if #letters >= FEWEST then
    for _, spelling in ipairs(spellings(word, letters)) do set(KEYS[8], spelling .. '\0' .. word) end
  end
end
