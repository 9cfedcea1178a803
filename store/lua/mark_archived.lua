-- Notes that all of a date is in the archive, and up to where the room's log was by then. Done twice it changes nothing.
-- KEYS: instance, unarchived, archived, the room's events, expiring, forgetting
-- ARGV: now, channel, meeting:order
-- Returns: {'ok'}
if redis.call('EXISTS', KEYS[1]) == 1 and redis.call('HEXISTS', KEYS[1], 'archived') == 0 then
  local newest = redis.call('XREVRANGE', KEYS[4], '+', '-', 'COUNT', 1)[1]
  redis.call('HSET', KEYS[1], 'archived', whole(clock()), 'logged', newest and newest[1] or '')
  redis.call('ZADD', KEYS[3], whole(clock()), ARGV[3])
  for i = 5, 6 do redis.call('ZADD', KEYS[i], redis.call('HGET', KEYS[1], 'to'), ARGV[3]) end
end
redis.call('ZREM', KEYS[2], ARGV[3])
return { 'ok' }
