-- Puts new recovery codes in the place of the old.
-- KEYS: person, who asks, usernames, emails, confirmed, externals, admins, names, words, cards, outbox, audit, trail, sessions
-- ARGV: now, channel, id, who asks, from where, hashes of the codes
-- Returns: {'ok', the hashes that are kept}
-- Refuses: off when the person has no two-factor sign-in
if redis.call('HGET', PERSON, 'two_factor') ~= '1' then return refuse('off') end
redis.call('HSET', PERSON, 'otp_codes', ARGV[6])
note('two-factor', 'new recovery codes')
return { 'ok', ARGV[6] }
