-- Forgets that somebody is on the roster of a date, or of any; or was excused. Done twice it changes nothing.
-- KEYS: the person's rosters (or what they were excused from)
-- ARGV: now, channel, meeting:order, '' for all
-- Returns: {'ok'}
if ARGV[3] == '' then
  redis.call('UNLINK', KEYS[1])
else
  redis.call('ZREM', KEYS[1], ARGV[3])
end
return { 'ok' }
