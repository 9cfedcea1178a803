-- Changes what is given of a person. What they may changes with role and status: then every session of theirs is void and
-- their streams look again. A new address counts as confirmed unless they typed it themselves or it is said not to be; a
-- role that is granted is no longer asked for. The last admin stays.
-- KEYS: person, who asks, usernames, emails, confirmed, externals, admins, names, words, cards, outbox, audit, trail, sessions
-- ARGV: now, channel, id, who asks or '', from where, the changed fields as a JSON object (as in create_person), the
--       person's topic, what who asks was shown of some fields as a JSON object
-- Returns: {'ok', the fields that changed, in order}
-- Refuses: missing, admin when who asks is none, own for one's own role or status, last for the last admin; username, email,
--          external when somebody else has it; meanwhile when a field is neither as it was shown nor as it is to be
local old, new, change = person(PERSON), person(PERSON), cjson.decode(ARGV[6])
if not old.id or old.status == 'erased' then return refuse('missing') end
local why = mayNot(change, old)
if why == 'own' then return refuse('own') end
if why == 'admin' then return refuse('admin') end
for field, shown in pairs(cjson.decode(ARGV[8])) do
  local now = old[field] or ''
  if change[field] and shown ~= now and change[field] ~= now then return refuse('meanwhile') end
end
for field, value in pairs(change) do new[field] = value end
if (new.address or '') ~= (old.address or '') then
  new.confirmed = ASKING ~= ID and new.address ~= '' and change.confirmed ~= '0' and '1' or ''
end
if new.role ~= old.role then new.requested_role = '' end
why = taken(new)
if why == 'username' then return refuse('username') end
if why == 'email' then return refuse('email') end
if why == 'external' then return refuse('external') end
if isAdmin(old) and not isAdmin(new) and redis.call('SCARD', ADMINS) == 1 then return refuse('last') end
return { 'ok', alter(old, new, ARGV[7]) }
