-- Has a room that is being brought back from the archive brought back anew: what was read of it there by now is not put down any more.
-- Done twice, those who have begun between the two begin again.
-- KEYS: room
-- ARGV: now, channel
-- Returns: {'ok'}
if string.sub(redis.call('HGET', KEYS[1], 'released') or '', 1, 3) == 'in ' then
  redis.call('HSET', KEYS[1], 'released', 'out ' .. redis.call('HINCRBY', KEYS[1], 'releases', 1))
end
return { 'ok' }
