-- Cancels dates of a meeting that have not ended, and with the last argument the meeting itself, which is then hidden.
-- KEYS: meeting, due, outbox, then four for each instance (see lib_meeting.lua)
-- ARGV: now, channel, id, 1 to hide the meeting, the orders
-- Returns: {'ok', how many were cancelled}, {'missing'}
local found = redis.call('HMGET', KEYS[1], 'id', 'deleted')
if not found[1] or found[2] then return { 'missing' } end
local now, count = clock(), 0
for i = 5, #ARGV do
  if cancel(4 + (i - 5) * 4, KEYS[2], ARGV[3], ARGV[i], now) then count = count + 1 end
end
if ARGV[4] == '1' then redis.call('HSET', KEYS[1], 'deleted', whole(now)) end
follow(KEYS[3], 'kind', 'meeting', 'meeting', ARGV[3])
ring('active', 'state')
return { 'ok', count }
