-- What the scripts that change seats share. All of them have the same first keys: course, enrolled, waiting, everyone (who
-- was ever enrolled, and since when), due, outbox. It stands on lib_closing.

-- is_closed reports whether the course takes nobody any more. Its time decides; but one whose closing has been told stays
-- closed, though the clock be behind after a fail-over.
local function is_closed(now)
  local found = redis.call('HMGET', KEYS[1], 'closes', 'closed')
  return found[2] or found[1] ~= '' and now >= tonumber(found[1])
end

-- prolonged says that a course closes later than before.
local prolonged = false

-- move notes that other people have a place than before: while the number is the same, they are the same.
local function move() redis.call('HINCRBY', KEYS[1], 'moves', 1) end

-- take gives a person a place. The first enrolment of a person keeps a lively course open for longer; repeating it must
-- not keep it open for ever.
local function take(id, person, now, refresh)
  redis.call('ZADD', KEYS[2], whole(now), person)
  move()
  local course = redis.call('HMGET', KEYS[1], 'closing', 'closes')
  if redis.call('HSETNX', KEYS[4], person, whole(now)) == 1 and course[1] == 'auto' then
    local closes = whole(course[2] + refresh)
    redis.call('HSET', KEYS[1], 'closes', closes)
    look_closing(KEYS[1], KEYS[5], id, now)
    prolonged = true
  end
end

-- promote gives free places to the first in line, as long as the course is open. Each who moves up is left to the
-- followers as a change of seat.
local function promote(id, now, refresh)
  if is_closed(now) then return end
  local places, free = redis.call('HGET', KEYS[1], 'places'), math.huge
  if places ~= '' then free = tonumber(places) - redis.call('ZCARD', KEYS[2]) end
  while free > 0 do
    local first = redis.call('ZPOPMIN', KEYS[3])[1]
    if not first then return end
    take(id, first, now, refresh)
    follow(KEYS[6], 'kind', 'seat', 'course', id, 'person', first, 'why', 'promoted', 'at', whole(now))
    free = free - 1
  end
end

-- count keeps the numbers of a course beside its fields, so that a list reads one hash for each course. It comes last: the
-- search can be asked for free places and for what closes first, and hears once of what has changed of either.
local function count(id)
  local was, taken = redis.call('HMGET', KEYS[1], 'taken', 'places'), redis.call('ZCARD', KEYS[2])
  redis.call('HSET', KEYS[1], 'taken', taken, 'waiting', redis.call('ZCARD', KEYS[3]))
  local before, places = tonumber(was[1] or 0), tonumber(was[2] or '')
  if prolonged or places and (before >= places) ~= (taken >= places) then follow(KEYS[6], 'kind', 'course', 'course', id) end
end
