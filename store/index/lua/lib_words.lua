-- What putting words into the index and looking them up share.

-- chars splits a word into its characters: UTF-8 has one to four bytes for each.
local function chars(word)
  local all = {}
  for c in string.gmatch(word, '[%z\1-\127\194-\244][\128-\191]*') do all[#all + 1] = c end
  return all
end

-- FEWEST is how many characters a word has that is found in spite of a typo: shorter ones are near to everything.
local FEWEST = 5

-- spellings returns a word and what it is with one character left out. Two words that are one typo apart share one.
local function spellings(word, letters)
  local all = { word }
  for i = 1, #letters do
    local left = table.remove(letters, i)
    if left ~= letters[i] then all[#all + 1] = table.concat(letters) end -- of a double letter, either gives the same
    table.insert(letters, i, left)
  end
  return all
end

-- SHORT is how many characters of the beginnings have that are kept with the commonest words that begin so: too many begin
-- so for looking through them.
local SHORT = 3

-- FLAT is the shelf of an index that has none.
local FLAT = '-'

-- between returns the range of the members of a lexical set that begin with some text and a NUL.
local function between(text) return '[' .. text .. '\0', '(' .. text .. '\1' end
