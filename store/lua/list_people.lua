-- Reads a page of the people of some roles and states, by name.
-- KEYS: names
-- ARGV: now, channel, limit, "folded name\0id" to go on after or '', then for each role and state its two letters
-- Returns: {'ok', "folded name\0id" of each}
local limit, after, found = tonumber(ARGV[3]), ARGV[4], {}
for i = 5, #ARGV do
  local from = after == '' and '[' .. ARGV[i] .. '\0' or '(' .. ARGV[i] .. '\0' .. after
  for _, member in ipairs(redis.call('ZRANGEBYLEX', KEYS[1], from, '(' .. ARGV[i] .. '\1', 'LIMIT', 0, limit)) do
    found[#found + 1] = string.sub(member, 4)
  end
end
table.sort(found)
return { 'ok', unpack(found, 1, math.min(limit, #found)) }
