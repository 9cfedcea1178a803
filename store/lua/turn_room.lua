-- Notes that who may write in the room of two may be others than before: lists of rooms say so, and whoever watches it looks again.
-- A room in which nothing was said is none. Done twice it is looked at once more.
-- KEYS: room
-- ARGV: now, channel, topic
-- Returns: {'ok'}
if redis.call('EXISTS', KEYS[1]) == 1 then
  redis.call('HINCRBY', KEYS[1], 'turns', 1)
  ring(ARGV[3], 'rights')
end
return { 'ok' }
