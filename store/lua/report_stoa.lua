-- Notes that a Stoa lives, for a while, and what it says of itself; who has said nothing for that while is forgotten. Had
-- none said anything for that while, it notes from when until when there was none. Done twice it notes a later time.
-- KEYS: those that live by until when, what they say, when the last report was and when there was none
-- ARGV: now, channel, which one, what it says ('' when it ends), for how many milliseconds that counts
-- Returns: {'ok'}
local now, one, counts = clock(), ARGV[3], ARGV[5]
for _, gone in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', whole(now))) do
  redis.call('HDEL', KEYS[2], gone)
  redis.call('ZREM', KEYS[1], gone)
end
local last = tonumber(redis.call('HGET', KEYS[3], 'last') or now)
if now - last >= tonumber(counts) then redis.call('HSET', KEYS[3], 'slept', whole(last), 'woke', whole(now)) end
redis.call('HSET', KEYS[3], 'last', whole(now))
if ARGV[4] == '' then
  redis.call('HDEL', KEYS[2], one)
  redis.call('ZREM', KEYS[1], one)
  return { 'ok' }
end
redis.call('HSET', KEYS[2], one, ARGV[4])
redis.call('ZADD', KEYS[1], whole(now + counts), one)
redis.call('PEXPIRE', KEYS[1], counts)
redis.call('PEXPIRE', KEYS[2], counts)
return { 'ok' }
