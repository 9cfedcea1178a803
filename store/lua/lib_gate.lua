-- What the gates of all kinds of rooms share. The room is KEYS[1], its lines are KEYS[2].

-- silenced returns why somebody who is not of the staff may not write, or nil. muted is who was muted.
local function silenced(muted, person)
  if redis.call('ZSCORE', muted, person) then return 'muted' end
  if redis.call('HGET', KEYS[1], 'chat') == 'staff' then return 'closed' end
end

-- too_soon returns how many milliseconds of slow chat's pause are left after the last of a person's lines, or nil.
local function too_soon(said, now)
  local rules = redis.call('HMGET', KEYS[1], 'chat', 'seconds')
  if rules[1] ~= 'slow' then return nil end
  local last = redis.call('LINDEX', said, -1)
  local line = last and redis.call('HGET', KEYS[2], last)
  local left = line and cjson.decode(line).at + rules[2] * 1000 - now or 0
  return left > 0 and left or nil
end

-- hushed returns why somebody who is not of the staff may say nothing now, or nil; with slow the milliseconds to wait. said
-- is what they said before; nil for who only begins to.
local function hushed(muted, person, now, said)
  local no, wait = silenced(muted, person), said and too_soon(said, now)
  if wait and not no then return 'slow', wait end
  return no
end

