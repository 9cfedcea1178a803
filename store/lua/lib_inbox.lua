-- What the scripts share that tell somebody something. KEYS[1] is their inbox, KEYS[2] its notifications, KEYS[3] those unread.

-- keep_newest takes away what is older than the newest so many.
local function keep_newest(most)
  for _, id in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1 - most)) do
    redis.call('HDEL', KEYS[2], id)
    redis.call('ZREM', KEYS[1], id)
    redis.call('ZREM', KEYS[3], id)
  end
end
