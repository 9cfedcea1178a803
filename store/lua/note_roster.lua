-- Notes that somebody is on the roster of a date, or was excused from it. While that is not over, when it ends is left open: it may still change. Done twice, or
-- late, it changes nothing: what is over has one end for good.
-- KEYS: the person's rosters (or what they were excused from)
-- ARGV: now, channel, meeting:order, when it ended, '' for not yet
-- Returns: {'ok'}
if ARGV[4] == '' then
  redis.call('ZADD', KEYS[1], 'NX', '+inf', ARGV[3])
else
  redis.call('ZADD', KEYS[1], ARGV[4], ARGV[3])
end
return { 'ok' }
