-- Reads how one person stands on an instance's roster, and their visits without those of everybody else.
-- KEYS: roster, excused, visits
-- ARGV: now, channel, person
-- Returns: when they came first as the roster has it ('' when they are not on it), their excuse ('' for none), then their
--          visits as they are kept
local person, mark = ARGV[3], ' ' .. ARGV[3] .. ' '
local came = redis.call('ZSCORE', KEYS[1], person)
if not came then return { '', '' } end
local found = { came, redis.call('HGET', KEYS[2], person) or '' }
if tonumber(came) >= 2 then
  for _, visit in ipairs(redis.call('LRANGE', KEYS[3], 0, -1)) do
    if string.find(visit, mark, 1, true) then found[#found + 1] = visit end
  end
end
return found
