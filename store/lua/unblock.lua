-- Takes somebody from among those whom a person has blocked. Done twice it changes nothing.
-- KEYS: whom the person has blocked
-- ARGV: now, channel, whom, the person's topic, that of the room of the two
-- Returns: {'ok'}, {'same'} for who is not blocked
if redis.call('ZREM', KEYS[1], ARGV[3]) == 0 then return { 'same' } end
ring(ARGV[4], 'state')
ring(ARGV[5], 'rights')
return { 'ok' }
