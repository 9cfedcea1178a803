-- Lets lines of a room go that the archive has as they are. One that has changed since it was compared stays. Done twice it changes
-- nothing.
-- KEYS: room, lines
-- ARGV: now, channel, the turn, then number and text of each line
-- Returns: {'ok'}, {'lost'} when it is not this turn any more
if redis.call('HGET', KEYS[1], 'released') ~= ARGV[3] then return { 'lost' } end
for i = 4, #ARGV, 2 do
  if redis.call('HGET', KEYS[2], ARGV[i]) == ARGV[i + 1] then redis.call('HDEL', KEYS[2], ARGV[i]) end
end
return { 'ok' }
