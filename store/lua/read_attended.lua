-- Reads how one person attended those of some dates of a partition whose rosters they are on, and their visits without those of
-- everybody else.
-- KEYS: then five for each date (meeting, instance, roster, excused, visits)
-- ARGV: now, channel, person, how many fields of a meeting are wanted, these fields, those of an instance
-- Returns: for each date whose roster they are on, a list: the meeting's fields, the instance's fields, when they came first as
--          the roster has it, their excuse ('' for none), their visits as they are kept
local person, mark, first = ARGV[3], ' ' .. ARGV[3] .. ' ', 5 + tonumber(ARGV[4])
local found = {}
for i = 1, #KEYS, 5 do
  local came, visits = redis.call('ZSCORE', KEYS[i + 2], person), {}
  if came and tonumber(came) >= 2 then
    for _, visit in ipairs(redis.call('LRANGE', KEYS[i + 4], 0, -1)) do
      if string.find(visit, mark, 1, true) then visits[#visits + 1] = visit end
    end
  end
  if came then
    found[#found + 1] = { redis.call('HMGET', KEYS[i], unpack(ARGV, 5, first - 1)),
      redis.call('HMGET', KEYS[i + 1], unpack(ARGV, first)), came, redis.call('HGET', KEYS[i + 3], person) or '', visits }
  end
end
return found
