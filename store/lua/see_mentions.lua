-- Marks as read that somebody was mentioned in lines up to one of a room of a meeting, which has no read marks. Done twice it changes
-- nothing.
-- KEYS: the person's notifications that are unread
-- ARGV: now, channel, the person's topic, what the names of such notifications begin with, the line
-- Returns: {'ok'}
local begins, read = ARGV[4], 0
for _, id in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  local line = string.sub(id, 1, #begins) == begins and tonumber(string.sub(id, #begins + 1))
  if line and line <= tonumber(ARGV[5]) then read = read + redis.call('ZREM', KEYS[1], id) end
end
if read > 0 then ring(ARGV[3], 'state') end
return { 'ok' }
