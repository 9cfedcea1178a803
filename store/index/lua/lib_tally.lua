-- How many documents have which word, and what follows from it. Keys as in index_documents.lua; it stands on lib_batch and
-- lib_document.

local counts, told = {}, {} -- by word: how many documents have it, and whether that has changed

-- learn reads how many documents have words.
local function learn(words)
  local unknown = {}
  for _, word in ipairs(words) do
    if not counts[word] then unknown[#unknown + 1] = word end
  end
  for i, n in ipairs(fields(5, unknown)) do counts[unknown[i]] = tonumber(n or 0) end
end

-- count notes that one document more or less has a word; what nobody has is no word any more.
local function count(word, by)
  local before, letters = counts[word], chars(word)
  local after = before + by
  counts[word], told[word] = after, true
  if before == 0 or after == 0 then
    local change = after > 0 and add or drop
    change(6, { word })
    change(8, misspelt(word, letters))
  end
  if before == 0 or after == 0 or rare(before) ~= rare(after) then
    drop(7, beginnings(word, letters, before))
    add(7, beginnings(word, letters, after))
  end
end

-- tally keeps the counts that have changed.
local function tally()
  for word in pairs(told) do keep(5, word, counts[word] > 0 and whole(counts[word]) or '') end
end
