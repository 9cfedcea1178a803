-- Reads lines that the search does not know yet: the next ones of a room, and those that were changed. It notes up to which line
-- the search has been brought by who asks; while there are more, post_message leaves no further word, for they are read here. Done twice it says the same again.
-- KEYS: room, lines
-- ARGV: now, channel, the last line of the answer before (0 for the first), how many of the next to read, numbers of changed lines
-- Returns: {'ok', the last of the next lines}, then number and line of each, '' for one that there is not
local done, found = tonumber(ARGV[3]), redis.call('HMGET', KEYS[1], 'lines', 'found')
local last, known = tonumber(found[1] or 0), tonumber(found[2] or 0)
if done > known then
  redis.call('HSET', KEYS[1], 'found', whole(done))
  known = done
end
local numbers, to = {}, math.min(last, known + tonumber(ARGV[4]))
for i = 5, #ARGV do
  if tonumber(ARGV[i]) <= known or tonumber(ARGV[i]) > to then numbers[#numbers + 1] = ARGV[i] end
end
for n = known + 1, to do numbers[#numbers + 1] = n end
local answer = { 'ok', to }
for i, line in ipairs(#numbers > 0 and redis.call('HMGET', KEYS[2], unpack(numbers)) or {}) do
  answer[#answer + 1] = numbers[i]
  answer[#answer + 1] = line or ''
end
return answer
