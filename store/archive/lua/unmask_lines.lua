-- Forgets lines whose text is in no file any more. Done twice it changes nothing.
-- KEYS: masked
-- ARGV: now, channel, the lines
-- Returns: {'ok'}
for i = 3, #ARGV do
  redis.call('HDEL', KEYS[1], ARGV[i])
end
return { 'ok' }
