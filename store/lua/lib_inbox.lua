-- What the scripts share that tell somebody something. KEYS[1] is their inbox, KEYS[2] its notifications, KEYS[3] those unread.

-- arrive counts a notification among those unread. Their scores say in which order they came, whatever time they tell of: by that a
-- page knows what it has shown.
local function arrive(id)
  local last = redis.call('ZREVRANGE', KEYS[3], 0, 0, 'WITHSCORES')
  redis.call('ZADD', KEYS[3], whole(math.max(clock(), tonumber(last[2] or 0) + 1)), id)
end

-- keep_newest takes away what is older than the newest so many.
local function keep_newest(most)
  for _, id in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1 - most)) do
    redis.call('HDEL', KEYS[2], id)
    redis.call('ZREM', KEYS[1], id)
    redis.call('ZREM', KEYS[3], id)
  end
end
