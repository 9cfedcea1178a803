-- Reads a page of the people of some roles and states who have a word that begins as each of those that are looked for. It
-- goes through the members that begin as the first of these; who has several such words comes at the first of them.
-- KEYS: words, cards
-- ARGV: now, channel, limit, how many members to look at, the member to go on after or '', '@' to go through addresses
--       rather than words, 1 if addresses count, the two letters of each role and state between spaces, then the words
-- Returns: {'more' or 'end', the member to go on after, the id of each}
local limit, most, after, sign, addresses, kinds = tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[5], ARGV[6], ARGV[7] == '1', ARGV[8]
local range, found = sign .. ARGV[9], {}

-- begun returns the first of a person's words, in order, that begins as this one.
local function begun(tokens, word)
  local least
  for token in string.gmatch(tokens, '%S+') do
    if string.sub(token, 1, #word) == word and (not least or token < least) then least = token end
  end
  return least
end

-- matches says whether somebody is looked for and has not come already at an earlier word.
local function matches(card, mine)
  local tokens = string.sub(card, 4)
  if not string.find(kinds, ' ' .. string.sub(card, 1, 2) .. ' ', 1, true) then return false end
  for i = 9, #ARGV do
    if not begun(tokens, ARGV[i]) and not (addresses and begun(tokens, '@' .. ARGV[i])) then return false end
  end
  local plain = begun(tokens, ARGV[9])
  return not plain or sign == '' and plain == mine
end

local members = redis.call('ZRANGEBYLEX', KEYS[1], after < range and '[' .. range or '(' .. after, '(' .. range .. '\255', 'LIMIT', 0, most)
for _, member in ipairs(members) do
  if #found == limit then return { 'more', after, unpack(found) } end
  after = member
  local mine, id = string.match(member, '^(%Z*)%z.*%z(%d+)$')
  if matches(redis.call('HGET', KEYS[2], id) or '', mine) then found[#found + 1] = id end
end
return { #members == most and 'more' or 'end', after, unpack(found) }
