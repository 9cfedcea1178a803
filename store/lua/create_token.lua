-- Makes a named token for who asks with a session that holds.
-- KEYS: person, who asks, usernames, emails, confirmed, externals, admins, names, words, cards, outbox, audit, trail, sessions,
--       token, the session that asks
-- ARGV: now, channel, id, who asks (the same), from where, token's hash, kind, name, agent, lifetime in seconds
-- Returns: {'ok', end in milliseconds, token's hash}
-- Refuses: void, when the session does not hold (any more); many, when there are a hundred already
local found = redis.call('HMGET', PERSON, 'status', 'rights')
if found[1] ~= 'active' or redis.call('HGET', KEYS[16], 'rights') ~= found[2] then return refuse('void') end
if redis.call('ZCARD', SESSIONS) >= 200 then return refuse('many') end
local ends = open(KEYS[15], found[2], 6)
note('token-made', ARGV[8])
return { 'ok', ends, ARGV[6] }
