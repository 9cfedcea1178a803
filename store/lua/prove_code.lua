-- Takes a code that proves the second factor: one of a step that is later than the last one's, or a recovery code. Each
-- serves once. Done twice by the same try it is done once: the try has a name of its own. A password that waited for the proof
-- becomes the person's with it, and voids every session and token.
-- KEYS: person, who asks, usernames, emails, confirmed, externals, admins, names, words, cards, outbox, audit, trail, sessions
-- ARGV: now, channel, id, who asks, from where, rights that were checked, the secret that the code was checked against, its
--       step or '', hash of a recovery code or '', the try's name, hash of the password that waited or '', the person's topic
-- Returns: {'ok', the person's rights}
-- Refuses: not, when the person may not enter or their rights have changed meanwhile; wrong
local p, rights = person(PERSON), ARGV[11] == '' and ARGV[6] or whole(ARGV[6] + 1)
if p.otp_by == ARGV[10] then return { 'ok', rights } end
if p.status ~= 'active' or p.rights ~= ARGV[6] or p.two_factor ~= '1' then return refuse('not') end
local left, found = {}, false
for hash in string.gmatch(p.otp_codes, '%S+') do
  if hash == ARGV[9] then found = true else left[#left + 1] = hash end
end
if ARGV[8] ~= '' then
  if p.otp_secret ~= ARGV[7] or tonumber(ARGV[8]) <= tonumber(p.otp_step) then return refuse('wrong') end
  redis.call('HSET', PERSON, 'otp_step', ARGV[8], 'otp_by', ARGV[10])
else
  if not found then return refuse('wrong') end
  redis.call('HSET', PERSON, 'otp_codes', table.concat(left, ' '), 'otp_by', ARGV[10])
  note('two-factor', 'recovery code used, ' .. #left .. ' left')
end
if ARGV[11] ~= '' then
  redis.call('HSET', PERSON, 'password', ARGV[11], 'rights', rights)
  void()
  note('password')
  ring(ARGV[12], 'rights')
end
return { 'ok', rights }
