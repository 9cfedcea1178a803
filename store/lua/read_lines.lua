-- Reads a piece of what was said in a room.
-- KEYS: room, lines, the lines' reactions
-- ARGV: now, channel, read back from before this line ('' from the end), or on after this line ('' to read back), limit, 1 when the
--   end is what somebody said last and not a notice after it
-- Returns: last number of the room, number of the first that is asked for, how many lines, these as JSON (nil for a hole), the
--   reactions of each (nil for none), and then of each line outside of them that one of them answers its number and itself; or
--   {'asleep'} when the lines were let go, and have to be brought back, {'expired'} when they are kept no more
local room = redis.call('HMGET', KEYS[1], 'lines', 'released', 'expired')
if room[3] then return { 'expired' } end
if room[2] then return { 'asleep' } end
local last = tonumber(room[1] or 0)
if ARGV[6] == '1' and redis.call('HEXISTS', KEYS[1], 'notices') == 1 then
  last = tonumber(redis.call('HGET', KEYS[1], 'posted') or 0)
end
local limit, from, to = tonumber(ARGV[5]), 1, last
if ARGV[4] ~= '' then
  from = math.min(tonumber(ARGV[4]), last) + 1
  to = math.min(last, from + limit - 1)
else
  if ARGV[3] ~= '' then to = math.min(last, tonumber(ARGV[3]) - 1) end
  from = math.max(1, to - limit + 1)
end
local result = { last, from, math.max(to - from + 1, 0) }
if to < from then return result end
local numbers, seen = {}, {}
for n = from, to do numbers[#numbers + 1] = n end
for i, line in ipairs(redis.call('HMGET', KEYS[2], unpack(numbers))) do
  result[3 + i] = line
  local answers = line and string.match(line, '"reply":(%d+)') -- in a text the quotes are escaped
  if answers and (tonumber(answers) < from or tonumber(answers) > to) then seen[answers] = true end
end
for _, text in ipairs(redis.call('HMGET', KEYS[3], unpack(numbers))) do result[#result + 1] = text end
for n in pairs(seen) do
  if n ~= '0' then
    result[#result + 1] = n
    result[#result + 1] = redis.call('HGET', KEYS[2], n)
  end
end
return result
