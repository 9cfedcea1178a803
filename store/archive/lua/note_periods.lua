-- Notes when dates have rows in a table. What is known of one becomes longer, never shorter: done twice it changes nothing.
-- KEYS: periods
-- ARGV: now, channel, then three for each: TABLE:MEETING:ORDER, its first and its last millisecond
-- Returns: {'ok'}
for i = 3, #ARGV, 3 do
  local first, last = tonumber(ARGV[i + 1]), tonumber(ARGV[i + 2])
  local low, high = string.match(redis.call('HGET', KEYS[1], ARGV[i]) or '', '^(%-?%d+) (%-?%d+)$')
  if low then first, last = math.min(first, tonumber(low)), math.max(last, tonumber(high)) end
  redis.call('HSET', KEYS[1], ARGV[i], whole(first) .. ' ' .. whole(last))
end
return { 'ok' }
