-- Uses somebody's sign-in link up. A password becomes theirs and voids every session and what else holds for their rights;
-- who had none is no longer pending. Where a second factor is due, the password waits for it: see prove_code.
-- KEYS: person, who asks, usernames, emails, confirmed, externals, admins, names, words, cards, outbox, audit, trail, sessions,
--       link
-- ARGV: now, channel, id, '', from where, secret's hash, a password's hash or '', the person's topic
-- Returns: {'ok', rights, 1 when the password waits}
-- Refuses: link when it is no good any more; password when they have none and give none
local link, old, new = redis.call('HMGET', KEYS[15], 'secret', 'rights', 'expires', 'by'), person(PERSON), person(PERSON)
if link[1] ~= ARGV[6] or link[2] ~= old.rights or tonumber(link[3]) <= clock() or not stillAdmin(link[4] or '') then
  return refuse('link')
end
local isNew, waits = (old.password or '') == '', old.two_factor == '1' and ARGV[7] ~= ''
if isNew and ARGV[7] == '' then return refuse('password') end
redis.call('DEL', KEYS[15])
if ARGV[7] ~= '' and not waits then
  new.password, new.rights = ARGV[7], whole(old.rights + 1)
  if isNew and old.status == 'pending' then new.status = 'active' end
  keep(old, new)
  void()
  follow(OUTBOX, 'kind', 'rights', 'person', ID)
  ring(ARGV[8], 'rights')
  noteChange(old, new, new.status ~= old.status and { 'password', 'status' } or { 'password' })
end
note('entered')
return { 'ok', new.rights, waits and 1 or 0 }
