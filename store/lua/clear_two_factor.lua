-- Turns two-factor sign-in off, one's own or as an admin somebody's, and forgets a secret that waited. Somebody else's sessions
-- end with it: their device may be in other hands. Done when it is off already it changes nothing more.
-- KEYS: person, who asks, usernames, emails, confirmed, externals, admins, names, words, cards, outbox, audit, trail, sessions
-- ARGV: now, channel, id, who asks or '', from where, the person's topic
-- Returns: {'ok'}
-- Refuses: missing, admin when who asks is none
local p = person(PERSON)
if not p.id or p.status == 'erased' then return refuse('missing') end
if mayNot({}) then return refuse('admin') end
redis.call('HDEL', PERSON, 'two_factor', 'otp_secret', 'otp_step', 'otp_codes', 'otp_by', 'otp_pending', 'otp_until')
if p.two_factor ~= '1' then return { 'ok' } end
note('two-factor', 'off')
if ASKING ~= ID then
  redis.call('HSET', PERSON, 'rights', whole(p.rights + 1))
  void()
end
ring(ARGV[6], 'rights')
return { 'ok' }
