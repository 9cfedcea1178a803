-- Notes why something could not be done, or that it is done by now. Of so many at most it is noted. Done twice it says the last again.
-- KEYS: failures
-- ARGV: now, channel, what, why ('' for done), how many at most
-- Returns: {'ok'}
if ARGV[4] == '' then
  redis.call('HDEL', KEYS[1], ARGV[3])
elseif redis.call('HEXISTS', KEYS[1], ARGV[3]) == 1 or redis.call('HLEN', KEYS[1]) < tonumber(ARGV[5]) then
  redis.call('HSET', KEYS[1], ARGV[3], whole(clock()) .. ' ' .. ARGV[4])
end
return { 'ok' }
