-- Notes that lines were deleted whose text may be in a file. Done twice it changes nothing.
-- KEYS: masked
-- ARGV: now, channel, the lines
-- Returns: {'ok'}
for i = 3, #ARGV do
  redis.call('HSETNX', KEYS[1], ARGV[i], whole(clock()))
end
return { 'ok' }
