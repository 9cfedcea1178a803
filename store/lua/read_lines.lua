-- Reads a piece of what was said in a room.
-- KEYS: room, lines, the lines' reactions
-- ARGV: now, channel, read back from before this line ('' from the end), or on after this line ('' to read back), limit
-- Returns: last number of the room, number of the first that is asked for, then the lines as JSON (nil for a hole), then the
--          reactions of each (nil for none)
local last = tonumber(redis.call('HGET', KEYS[1], 'lines') or 0)
local limit, from, to = tonumber(ARGV[5]), 1, last
if ARGV[4] ~= '' then
  from = math.min(tonumber(ARGV[4]), last) + 1
  to = math.min(last, from + limit - 1)
else
  if ARGV[3] ~= '' then to = math.min(last, tonumber(ARGV[3]) - 1) end
  from = math.max(1, to - limit + 1)
end
local result = { last, from }
if to < from then return result end
local numbers = {}
for n = from, to do numbers[#numbers + 1] = n end
for key = 2, 3 do
  for _, text in ipairs(redis.call('HMGET', KEYS[key], unpack(numbers))) do result[#result + 1] = text end
end
return result
