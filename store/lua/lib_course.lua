-- What the scripts that change seats share.

-- promote gives free places to the first in line, as long as the course is open. Each who moves up is left to the
-- followers as a change of seat.
local function promote(course, enrolled, waiting, everyone, outbox, id, now, closes, places)
  if closes ~= '' and now >= tonumber(closes) then return end
  local free = math.huge
  if places ~= '' then free = tonumber(places) - redis.call('ZCARD', enrolled) end
  while free > 0 do
    local first = redis.call('ZPOPMIN', waiting)[1]
    if not first then return end
    redis.call('ZADD', enrolled, whole(now), first)
    redis.call('HSETNX', everyone, first, whole(now))
    follow(outbox, 'kind', 'seat', 'course', id, 'person', first, 'why', 'promoted')
    free = free - 1
  end
end

