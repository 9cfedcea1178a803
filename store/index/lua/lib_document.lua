-- How a document stands in the index. Keys as in index_documents.lua.

-- shelf_of returns the shelf that a document stands on; '' for none.
local function shelf_of(facts) return string.match(facts, '^%S*') end

-- posting is a document's entry under a word: the greatest impact comes first. on_shelf is the same among those of its shelf.
local function posting(word, impact, id) return string.format('%s\0%03d%s', word, 999 - impact, id) end
local function on_shelf(shelf, posting) return shelf .. ' ' .. posting end

-- postings are both; in an index without shelves there is but the one.
local function postings(shelf, word, impact, id)
  local one = posting(word, impact, id)
  if shelf == FLAT then return { one } end
  return { one, on_shelf(shelf, one) }
end

-- entries are a document's lines in the lists that can be paged through without a query: by each of its sort keys, once
-- among all and once among its owner's. One that has no sort keys is in no list.
local function entries(facts, id)
  local shelf, owner, newest, closing = string.match(facts or '', '^(%S+) (%S+) (%S+) (%S+)$')
  if not shelf then return {} end
  local all = {}
  for letter, key in pairs({ n = newest, c = closing }) do
    all[#all + 1] = letter .. 's' .. shelf .. '\0' .. key .. id
    all[#all + 1] = letter .. 'o' .. owner .. ' ' .. shelf .. '\0' .. key .. id
  end
  return all
end

-- rare is how seldom a word is, in steps of twice as often: only then does its place among the commonest change.
local function rare(documents) return string.format('%02d', 40 - math.floor(math.log(documents) / math.log(2) + 0.0001)) end

-- beginnings are where a word stands among those that begin as it does, when so many documents have it.
local function beginnings(word, letters, documents)
  local all = {}
  for n = 1, documents > 0 and math.min(SHORT, #letters) or 0 do
    all[n] = table.concat(letters, '', 1, n) .. '\0' .. rare(documents) .. word
  end
  return all
end

-- misspelt are where a word stands for those who type it with a typo.
local function misspelt(word, letters)
  local all = {}
  if #letters < FEWEST then return all end
  for i, spelling in ipairs(spellings(word, letters)) do all[i] = spelling .. '\0' .. word end
  return all
end
