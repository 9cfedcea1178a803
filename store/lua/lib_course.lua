-- What the scripts that change seats share.

-- count keeps the numbers of a course beside its fields, so that a list reads one hash for each course.
local function count(course, enrolled, waiting)
  redis.call('HSET', course, 'taken', redis.call('ZCARD', enrolled), 'waiting', redis.call('ZCARD', waiting))
end

-- promote gives free places to the first in line, as long as the course is open. Each who moves up is left to the
-- followers as a change of seat. The caller counts afterwards.
local function promote(enrolled, waiting, everyone, outbox, id, now, closes, places)
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

