-- Notes that a Stoa lives, for a while, and what it says of itself; who has said nothing for that while is forgotten. Done
-- twice it notes a later time.
-- KEYS: those that live by until when, what they say
-- ARGV: now, channel, which one, what it says ('' when it ends), for how many milliseconds that counts
-- Returns: {'ok'}
local now, one, counts = clock(), ARGV[3], ARGV[5]
for _, gone in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', whole(now))) do
  redis.call('HDEL', KEYS[2], gone)
  redis.call('ZREM', KEYS[1], gone)
end
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
