-- Reads the first people, by name, of each of some roles and states.
-- KEYS: names
-- ARGV: now, channel, limit of each, "folded name\0id" to go on after or '', then for each role and state its two letters
-- Returns: {'ok', "folded name\0id" of each, role and state after role and state}
local limit, after, found = tonumber(ARGV[3]), ARGV[4], {}
for i = 5, #ARGV do
  local from = after == '' and '[' .. ARGV[i] .. '\0' or '(' .. ARGV[i] .. '\0' .. after
  for _, member in ipairs(redis.call('ZRANGEBYLEX', KEYS[1], from, '(' .. ARGV[i] .. '\1', 'LIMIT', 0, limit)) do
    found[#found + 1] = string.sub(member, 4)
  end
end
return { 'ok', unpack(found) }
