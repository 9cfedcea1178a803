-- Takes away for good what was said at a date that is older than that is kept, whether it is here or in the archive. Done twice, or by
-- two at a time, it changes nothing more.
-- KEYS: instance, room, lines, who reacted, the lines' reactions, archived, expiring
-- ARGV: now, channel, meeting:order
-- Returns: {'ok', 1 when it was done, else 0}
local date = redis.call('HMGET', KEYS[1], 'archived', 'closed', 'cancelled')
if not date[1] or not (date[2] or date[3]) then
  redis.call('ZREM', KEYS[7], ARGV[3]) -- it waits again once it is archived
  return { 'ok', 0 }
end
if redis.call('HEXISTS', KEYS[2], 'lines') == 1 then redis.call('HSET', KEYS[2], 'expired', whole(clock())) end
redis.call('HDEL', KEYS[2], 'released', 'whole')
redis.call('UNLINK', KEYS[3], KEYS[4], KEYS[5])
redis.call('ZREM', KEYS[6], ARGV[3])
redis.call('ZREM', KEYS[7], ARGV[3])
return { 'ok', 1 }
