-- Opens a session for somebody who has just proved who they are. Its hash is new, so done twice it is one session.
-- KEYS: person, who asks, usernames, emails, confirmed, externals, admins, names, words, cards, outbox, audit, trail, sessions,
--       session, sign-ins, the person's sign-ins
-- ARGV: now, channel, id, who signs in (the same), from where, session's hash, kind (browser or api), name, agent, lifetime
--       in seconds, rights that were checked
-- Returns: {'ok', end in milliseconds}
-- Refuses: not, when the person may not enter or their rights have changed meanwhile
local before = redis.call('HGET', KEYS[15], 'ends')
if before then return { 'ok', tonumber(before) } end
local found = redis.call('HMGET', PERSON, 'status', 'rights')
if found[1] ~= 'active' or found[2] ~= ARGV[11] then return refuse('not') end
local ends = open(KEYS[15], found[2], 6)
noteSignIn(KEYS[16], KEYS[17], 'signed-in', ARGV[7])
return { 'ok', ends }
