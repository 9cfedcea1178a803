-- The words of a document with their impacts, as a text keeps them.

-- read returns the words of a text with their impacts.
local function read(text)
  local all = {}
  for word, impact in string.gmatch(text, '%z([^%z\1]+)\1(%d+)') do all[word] = impact end
  return all
end

-- written is what read reads.
local function written(all)
  local text = {}
  for word, impact in pairs(all) do text[#text + 1] = '\0' .. word .. '\1' .. impact end
  return table.concat(text)
end

-- differing are the words that a document has and should not have, or the other way round, or with another impact.
local function differing(has, wants)
  local all = {}
  for word, impact in pairs(has) do
    if wants[word] ~= impact then all[#all + 1] = word end
  end
  for word in pairs(wants) do
    if not has[word] then all[#all + 1] = word end
  end
  return all
end
