-- Turns two-factor sign-in on with the secret that waited and the step of the code that was right for it. Every session of
-- the person is void with it, and their streams look again.
-- KEYS: person, who asks, usernames, emails, confirmed, externals, admins, names, words, cards, outbox, audit, trail, sessions
-- ARGV: now, channel, id, who asks, from where, the secret, the code's step, hashes of the recovery codes, the person's topic
-- Returns: {'ok', the person's new rights, the hashes that are kept}
-- Refuses: missing, on when it is on already, late when another secret waits or none any more
local p = person(PERSON)
if p.status ~= 'active' then return refuse('missing') end
if p.two_factor == '1' then return refuse('on') end
if p.otp_pending ~= ARGV[6] or clock() > tonumber(p.otp_until) then return refuse('late') end
local rights = whole(p.rights + 1)
redis.call('HSET', PERSON, 'two_factor', '1', 'otp_secret', ARGV[6], 'otp_step', ARGV[7], 'otp_codes', ARGV[8], 'rights', rights)
redis.call('HDEL', PERSON, 'otp_pending', 'otp_until')
void()
note('two-factor', 'on')
ring(ARGV[9], 'rights')
return { 'ok', rights, ARGV[8] }
