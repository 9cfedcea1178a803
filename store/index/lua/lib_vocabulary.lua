-- Which words of the index a word of a query means.

-- near reports whether two words are one typo apart: a character more, less or another, or two neighbours changed over.
local function near(a, b)
  local from, to_a, to_b = 1, #a, #b
  while from <= to_a and from <= to_b and a[from] == b[from] do from = from + 1 end
  while to_a >= from and to_b >= from and a[to_a] == b[to_b] do to_a, to_b = to_a - 1, to_b - 1 end
  local rest_a, rest_b = to_a - from + 1, to_b - from + 1
  if rest_a <= 1 and rest_b <= 1 then return true end
  return rest_a == 2 and rest_b == 2 and a[from] == b[to_b] and a[to_a] == b[from]
end

-- longer returns words that begin with a word, the commonest of them.
local function longer(word, letters, vocabulary, beginnings, words, most)
  local found = {}
  if #letters <= SHORT then
    local from, to = between(word)
    for _, member in ipairs(redis.call('ZRANGEBYLEX', beginnings, from, to, 'LIMIT', 0, most + 1)) do
      local one = string.sub(member, #word + 4)
      if one ~= word and #found < most then found[#found + 1] = one end
    end
    return found
  end
  found = redis.call('ZRANGEBYLEX', vocabulary, '(' .. word, '(' .. word .. '\255', 'LIMIT', 0, 4 * most)
  if #found <= most then return found end
  local documents, by = redis.call('HMGET', words, unpack(found)), {}
  for i, one in ipairs(found) do by[one] = tonumber(documents[i]) end
  table.sort(found, function(a, b)
    if by[a] ~= by[b] then return by[a] > by[b] end
    return a < b
  end)
  return { unpack(found, 1, most) }
end

-- meant returns the words of the index that one typo may have made this word of.
local function meant(word, letters, set, most)
  local found, seen = {}, {}
  if #letters < FEWEST then return found end
  for _, spelling in ipairs(spellings(word, letters)) do
    local from, to = between(spelling)
    for _, member in ipairs(redis.call('ZRANGEBYLEX', set, from, to, 'LIMIT', 0, most)) do
      local one = string.sub(member, #spelling + 2)
      if not seen[one] and near(letters, chars(one)) then
        seen[one], found[#found + 1] = true, one
      end
    end
  end
  return found
end
