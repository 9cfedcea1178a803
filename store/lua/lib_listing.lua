-- How a person is listed by name, and found by words.

-- called returns the words that somebody is found by: of their name, then of their username, then the username as a whole.
local function called(p)
  local username, words, seen = string.lower(p.username), {}, {}
  for word in string.gmatch(p.words .. ' ' .. string.gsub(username, '[._-]', ' ') .. ' ' .. username, '%S+') do
    if not seen[word] then words[#words + 1] = word end
    seen[word] = true
  end
  return words
end

-- wishes says whether somebody waits to be told whether they may teach.
local function wishes(p) return p.requested_role == 'teacher' and p.role == 'student' and p.status ~= 'disabled' end

-- kind returns the letters of role and status: n for who is pending only because they have no password, whom nobody has to
-- let in.
local function kind(p)
  local status = p.status == 'pending' and (p.password or '') == '' and 'n' or string.sub(p.status, 1, 1)
  return string.sub(p.role, 1, 1) .. status
end

-- listed returns what a person is listed and searched under, and under what else who wishes to teach; somebody erased is listed
-- among their like alone, and found by no word.
local function listed(p)
  if not p.id then return nil, {} end
  if p.status == 'erased' then return kind(p) .. '\0\0' .. ID, {} end
  local words, tail = called(p), '\0' .. (p.words or '') .. '\0' .. ID
  for i, word in ipairs(words) do words[i] = word .. tail end
  if (p.address or '') ~= '' then words[#words + 1] = '@' .. p.address .. tail end
  return kind(p) .. tail, words, wishes(p) and 'wt' .. tail
end

-- card returns what the search knows of a person: role and status, words, =wish for who wishes to teach, then the address
-- and its parts, each after an @.
local function card(p)
  local mine = kind(p) .. ' ' .. table.concat(called(p), ' ')
  if wishes(p) then mine = mine .. ' =wish' end
  if (p.address or '') == '' then return mine end
  mine = mine .. ' @' .. p.address
  for part in string.gmatch(p.address, '[^@._+-]+') do mine = mine .. ' @' .. part end
  return mine
end

-- list puts a person where they belong, in the place of what they were.
local function list(old, new)
  local name, words, wish = listed(old)
  if name then redis.call('ZREM', NAMES, name, wish or name) end
  for _, word in ipairs(words) do redis.call('ZREM', WORDS, word) end
  name, words, wish = listed(new)
  redis.call('HDEL', CARDS, ID)
  redis.call('ZADD', NAMES, 0, name)
  if new.status == 'erased' then return end
  if wish then redis.call('ZADD', NAMES, 0, wish) end
  for _, word in ipairs(words) do redis.call('ZADD', WORDS, 0, word) end
  redis.call('HSET', CARDS, ID, card(new))
end
