-- Ends the job of taking somebody out, notes it in the audit, and forgets the words that named them. Done twice, the second is told that
-- it is done.
-- KEYS: erasures, the job, its rooms, its lines, its files, audit
-- ARGV: now, channel, person, number of the taking, kind of the audit's entry, the fields that name somebody
-- Returns: {'ok'}
-- Refuses: lost (another has it, or it is done)
if redis.call('HGET', KEYS[2], 'fence') ~= ARGV[4] or not redis.call('ZSCORE', KEYS[1], ARGV[3]) then return refuse('lost') end
local lines, now = redis.call('SCARD', KEYS[4]), whole(clock())
redis.call('HDEL', KEYS[2], 'walk', 'trouble', 'collected', unpack(ARGV, 6))
redis.call('HSET', KEYS[2], 'done', now, 'lines', lines)
redis.call('DEL', KEYS[3], KEYS[4], KEYS[5])
redis.call('ZREM', KEYS[1], ARGV[3])
redis.call('XADD', KEYS[6], '*', 'kind', ARGV[5], 'who', '', 'whom', ARGV[3], 'from', '', 'at', now, 'what', whole(lines))
return { 'ok' }
