-- Gives an excuse the reason that it has without what named somebody who was erased. One that is another by now stays as it is. Done twice
-- it changes nothing.
-- KEYS: excused
-- ARGV: now, channel, person, the excuse before, the excuse from here on
-- Returns: {'ok'}
if redis.call('HGET', KEYS[1], ARGV[3]) == ARGV[4] then redis.call('HSET', KEYS[1], ARGV[3], ARGV[5]) end
return { 'ok' }
