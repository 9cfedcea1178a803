-- How a person is listed by name, and found by words.

-- listed returns what a person is listed and searched under; of somebody erased nothing.
local function listed(p)
  local words, tail = {}, '\0' .. (p.words or '') .. '\0' .. ID
  if not p.id or p.status == 'erased' then return nil, words end
  for word in string.gmatch(p.words .. ' ' .. string.lower(p.username), '%S+') do words[#words + 1] = word .. tail end
  if p.address ~= '' then words[#words + 1] = '@' .. p.address .. tail end
  return string.sub(p.role, 1, 1) .. string.sub(p.status, 1, 1) .. tail, words
end

-- list puts a person where they belong, in the place of what they were.
local function list(old, new)
  local name, words = listed(old)
  if name then redis.call('ZREM', NAMES, name) end
  for _, word in ipairs(words) do redis.call('ZREM', WORDS, word) end
  name, words = listed(new)
  redis.call('HDEL', CARDS, ID)
  if not name then return end
  redis.call('ZADD', NAMES, 0, name)
  for _, word in ipairs(words) do redis.call('ZADD', WORDS, 0, word) end
  local card = string.sub(name, 1, 2) .. ' ' .. new.words .. ' ' .. string.lower(new.username)
  redis.call('HSET', CARDS, ID, card .. (new.address ~= '' and ' @' .. new.address or ''))
end
