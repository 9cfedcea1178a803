-- What the scripts share that let people out who are not seen any more. An instance's keys are those of lib_end.lua.

-- How long after somebody was last seen they count as gone, in milliseconds.
local GONE_AFTER = 60000

-- gone_before returns a time. At a given moment those count as gone who were last seen at that time or before. While no Stoa
-- ran, from slept to woke, nobody could be seen. Whoever was there until then has a minute from when one ran again.
local function gone_before(at, slept, woke)
  return (at > slept and at < woke + GONE_AFTER and slept or at) - GONE_AFTER
end

-- let_out lets out those who were last seen at a moment or before it, at most so many (-1 for all), each with the time when
-- they were. Their pages may bring them back. It returns how many it has looked at.
local function let_out(first, topic, before, most)
  local due = redis.call('ZRANGEBYSCORE', KEYS[first + 5], '-inf', whole(before), 'WITHSCORES', 'LIMIT', 0, most)
  for i = 1, #due, 2 do
    local person, at = due[i], tonumber(due[i + 1])
    redis.call('ZREM', KEYS[first + 5], person)
    if redis.call('ZREM', KEYS[first + 1], person) == 1 then -- who left in another way is among the seen still
      redis.call('HSET', KEYS[first + 6], person, 'lost')
      note_visit(KEYS[first + 2], 'leave', person, at)
      tell(KEYS[first + 3], KEYS[first + 4], topic, 'leave', person, at)
    end
  end
  return #due / 2
end
