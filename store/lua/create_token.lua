-- Makes a named token for who asks with a session that holds.
-- KEYS: person, who asks, usernames, emails, confirmed, externals, admins, names, words, cards, outbox, audit, trail, sessions,
--       token, the session that asks, the person's tokens
-- ARGV: now, channel, id, who asks (the same), from where, token's hash, kind, name, agent, lifetime in seconds,
--       the id by which the token is listed
-- Returns: {'ok', end in milliseconds, token's hash}
-- Refuses: void, when the session does not hold (any more); many, when there are a hundred tokens already
local TOKENS = KEYS[17]
local found = redis.call('HMGET', PERSON, 'status', 'rights')
if found[1] ~= 'active' or redis.call('HGET', KEYS[16], 'rights') ~= found[2] then return refuse('void') end
for _, hash in ipairs(redis.call('ZRANGE', TOKENS, 0, -1)) do
  local ends = redis.call('ZSCORE', SESSIONS, hash) -- the list of all sessions knows which have been ended, or are void
  if not ends or tonumber(ends) <= clock() then redis.call('ZREM', TOKENS, hash) end
end
if redis.call('ZCARD', TOKENS) >= 100 then return refuse('many') end
local ends = open(KEYS[15], found[2], 6)
redis.call('ZADD', TOKENS, ends, ARGV[6])
redis.call('EXPIRE', TOKENS, ARGV[10], 'NX')
redis.call('EXPIRE', TOKENS, ARGV[10], 'GT')
note('token-made', ARGV[11], ARGV[8])
return { 'ok', ends, ARGV[6] }
