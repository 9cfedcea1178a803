-- Gives somebody another password. Every session and token of theirs is void, and who asks goes on with a new session.
-- KEYS: person, who asks, usernames, emails, confirmed, externals, admins, names, words, cards, outbox, audit, trail, sessions,
--       session
-- ARGV: now, channel, id, who asks (the same), from where, session's hash, kind, name, agent, lifetime in seconds, the old
--       password's hash, the new one's, the person's topic
-- Returns: {'ok', end of the session in milliseconds}
-- Refuses: again, when the password or what they may has changed meanwhile
local found = redis.call('HMGET', PERSON, 'status', 'password', 'rights')
if found[1] ~= 'active' or found[2] ~= ARGV[11] then return refuse('again') end
local rights = whole(found[3] + 1)
redis.call('HSET', PERSON, 'password', ARGV[12], 'rights', rights)
void()
local ends = open(KEYS[15], rights, 6)
note('password')
ring(ARGV[13], 'rights')
return { 'ok', ends }
