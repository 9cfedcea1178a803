-- How far people have read. KEYS[1] is a person's marks, KEYS[2] what is meant for them and unread, KEYS[3] their notifications
-- that are unread: what is read in its room is read there too.

-- marked returns how far somebody has read in a room, and how often they have set that back.
local function marked(room)
  local line, times = string.match(redis.call('HGET', KEYS[1], room) or '0 0', '^(%d+) (%d+)$')
  return tonumber(line), tonumber(times)
end

-- keep_meant keeps those lines that are meant for somebody that come after a line, at most so many, and rings.
local function keep_meant(room, lines, after, most, topic)
  local left = {}
  for n in string.gmatch(lines, '%d+') do
    if tonumber(n) > after then left[#left + 1] = n else redis.call('ZREM', KEYS[3], 'mention.' .. room .. '.' .. n) end
  end
  if #left == 0 then redis.call('ZREM', KEYS[3], 'private.' .. room) end
  if #left > 0 then
    redis.call('HSET', KEYS[2], room, table.concat(left, ' ', math.max(1, #left - most + 1)))
  else
    redis.call('HDEL', KEYS[2], room)
  end
  redis.call('PUBLISH', ARGV[2], cjson.encode({ topic = topic, kind = 'read', room = room, ref = after }))
end
