-- Opens a meeting to the person who has one of its listed addresses. An address that is bound stays bound.
-- KEYS: audience, invited
-- ARGV: now, channel, address, person
-- Returns: {'bound'}, {'nothing'}
if redis.call('HGET', KEYS[1], ARGV[3]) ~= '' then return { 'nothing' } end
redis.call('HSET', KEYS[1], ARGV[3], ARGV[4])
redis.call('SADD', KEYS[2], ARGV[4])
return { 'bound' }
