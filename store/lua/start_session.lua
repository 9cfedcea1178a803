-- Opens a session for somebody who has just proved who they are. Its hash is new, so done twice it is one session.
-- KEYS: person, session, the person's sessions
-- ARGV: now, channel, session's hash, kind (browser or api), lifetime in seconds, rights that were checked
-- Returns: {'ok', end in milliseconds}
-- Refuses: not, when the person may not enter or their rights have changed meanwhile
local found = redis.call('HMGET', KEYS[1], 'status', 'rights')
if found[1] ~= 'active' or found[2] ~= ARGV[6] then return refuse('not') end
local now = clock()
local ends = now + ARGV[5] * 1000
redis.call('HSET', KEYS[2], 'kind', ARGV[4], 'rights', found[2], 'started', whole(now), 'ends', whole(ends))
redis.call('EXPIRE', KEYS[2], ARGV[5])
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', whole(now))
redis.call('ZADD', KEYS[3], whole(ends), ARGV[3])
redis.call('EXPIRE', KEYS[3], ARGV[5])
return { 'ok', ends }
