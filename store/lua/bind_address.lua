-- Opens a meeting to the person who has one of its listed addresses, and leaves it to the followers to list it. An address
-- that is bound stays bound: done twice it changes nothing.
-- KEYS: audience, invited, outbox
-- ARGV: now, channel, meeting, address, person
-- Returns: {'bound'}, {'nothing'}
if redis.call('HGET', KEYS[1], ARGV[4]) ~= '' then return { 'nothing' } end
redis.call('HSET', KEYS[1], ARGV[4], ARGV[5])
redis.call('SADD', KEYS[2], ARGV[5])
tell_edit(KEYS[3], ARGV[3], '', clock(), {}, false, {}, { 'person:' .. ARGV[5] })
follow(KEYS[3], 'kind', 'scopes', 'meeting', ARGV[3], 'came', 'person:' .. ARGV[5])
return { 'bound' }
