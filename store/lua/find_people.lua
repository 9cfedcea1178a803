-- Reads a page of the people of some roles and states who have a word that begins as each of those that are looked for. It
-- goes through the members that begin as the first of these, then through the addresses that do; who has several such words
-- comes at the first of them that their card has, and by an address only who has no such word.
-- KEYS: words, cards
-- ARGV: now, channel, limit, how many members to look at, the member to go on after or '', 1 if addresses count, the two
--       letters of each role and state between spaces, then the words
-- Returns: {'more' or 'end', the member to go on after, the id of each}
local limit, most, after, addresses, kinds = tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[5], ARGV[6] == '1', ARGV[7]
local batch, looked, found = 200, 0, {}

-- begun returns the first of a card's words that begins as this one; a card has a space before each.
local function begun(card, word)
  local at = string.find(card, ' ' .. word, 3, true)
  return at and string.match(card, '^%S+', at + 1)
end

-- matches says whether somebody is looked for, and comes at this very word.
local function matches(card, mine, sign)
  if not string.find(kinds, ' ' .. string.sub(card, 1, 2) .. ' ', 1, true) then return false end
  for i = 8, #ARGV do
    if not begun(card, ARGV[i]) and not (addresses and begun(card, '@' .. ARGV[i])) then return false end
  end
  local plain = begun(card, ARGV[8])
  if sign == '@' then return not plain end
  return plain == mine
end

-- through goes through the members that begin as the first word, after a sign; it returns whether these are all.
local function through(sign)
  local range = sign .. ARGV[8]
  while looked < most do
    local from = string.sub(after, 1, #range) == range and '(' .. after or '[' .. range
    local members, ids = redis.call('ZRANGEBYLEX', KEYS[1], from, '(' .. range .. '\255', 'LIMIT', 0, math.min(batch, most - looked)), {}
    if #members == 0 then return true end
    for i, member in ipairs(members) do ids[i] = string.match(member, '%d+$') end
    local cards = redis.call('HMGET', KEYS[2], unpack(ids))
    for i, member in ipairs(members) do
      if #found == limit then return false end
      after, looked = member, looked + 1
      if matches(cards[i] or '', string.match(member, '^%Z*'), sign) then found[#found + 1] = ids[i] end
    end
  end
  return false
end

local all = (string.sub(after, 1, 1) == '@' or through('')) and (not addresses or through('@'))
return { all and 'end' or 'more', after, unpack(found) }
