-- Puts somebody among those whom a person has blocked. Done twice it changes nothing.
-- KEYS: whom the person has blocked
-- ARGV: now, channel, whom, how many one may block, the person's topic, that of the room of the two
-- Returns: {'ok'}, {'same'} for who is blocked already
-- Refuses: full
if redis.call('ZSCORE', KEYS[1], ARGV[3]) then return { 'same' } end
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[4]) then return refuse('full') end
redis.call('ZADD', KEYS[1], whole(clock()), ARGV[3])
ring(ARGV[5], 'state')
ring(ARGV[6], 'rights')
return { 'ok' }
