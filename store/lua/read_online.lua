-- Reads who is online, and which difference that is up to, unless the asker knows it.
-- KEYS: who is told, what is known of the ticks
-- ARGV: now, channel, the difference that the asker knows
-- Returns: {'ok', difference, the persons}, {'known'}
local at = redis.call('HGET', KEYS[2], 'at') or '0'
if at == ARGV[3] then return { 'known' } end
local answer = { 'ok', at }
for _, person in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do answer[#answer + 1] = person end
return answer
