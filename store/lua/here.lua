-- Notes that somebody in an instance has answered just now: from now on that is what tells whether they are there, and no
-- longer that a stream of theirs stands. Done twice it notes a later time.
-- KEYS: instance, present, seen, signs, due
-- ARGV: now, channel, name (meeting:order), person
-- Returns: {'ok'}
-- Refuses: inactive, lost when the person was let out unseen, absent
local now, person = clock(), ARGV[4]
if not is_open(KEYS[1], now) then return refuse('inactive') end
if not redis.call('ZSCORE', KEYS[2], person) then
  if redis.call('HGET', KEYS[4], person) == 'lost' then return refuse('lost') end
  return refuse('absent')
end
redis.call('ZADD', KEYS[3], 'GT', whole(now), person)
redis.call('HSET', KEYS[4], person, 'answers')
redis.call('ZADD', KEYS[5], 'NX', whole(now + GONE_AFTER), 'gone:' .. ARGV[3])
return { 'ok' }
