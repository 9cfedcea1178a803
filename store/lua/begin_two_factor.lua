-- Keeps a secret that waits for its first right code, in the place of one that waited before.
-- KEYS: person, who asks, usernames, emails, confirmed, externals, admins, names, words, cards, outbox, audit, trail, sessions
-- ARGV: now, channel, id, who asks, from where, the secret, milliseconds that it waits
-- Returns: {'ok'}
-- Refuses: missing, on when there is one already
local p = redis.call('HMGET', PERSON, 'status', 'two_factor')
if p[1] ~= 'active' then return refuse('missing') end
if p[2] == '1' then return refuse('on') end
redis.call('HSET', PERSON, 'otp_pending', ARGV[6], 'otp_until', whole(clock() + ARGV[7]))
return { 'ok' }
