-- When a course closes, and when its people are told that it soon will: a day before or, of one that closes in less than
-- two days, when half of that time is over. It is told once, unless the course then stays open for longer after all.
local MOST = 86400000

-- look_closing has a course looked at when its people are to be told, or else when it closes.
local function look_closing(course, due, id, now)
  local found = redis.call('HMGET', course, 'closes', 'lead', 'warned')
  local closes = tonumber(found[1])
  local warn = closes - tonumber(found[2] or 0)
  if found[3] and now < warn then
    redis.call('HDEL', course, 'warned')
    found[3] = false
  end
  redis.call('ZADD', due, whole(found[3] and closes or warn), 'close:' .. id)
end

-- close_by says when a course closes, '' for never. One that closes when it did already has nothing more to tell.
local function close_by(course, due, id, closes, now)
  local was = redis.call('HGET', course, 'closes')
  if closes == '' then
    redis.call('ZREM', due, 'close:' .. id)
  elseif was ~= closes or redis.call('HEXISTS', course, 'lead') == 0 then
    redis.call('HDEL', course, 'warned')
    redis.call('HSET', course, 'lead', whole(math.max(0, math.min(MOST, (closes - now) / 2))))
  end
  redis.call('HSET', course, 'closes', closes)
  if closes ~= '' then look_closing(course, due, id, now) end
end
