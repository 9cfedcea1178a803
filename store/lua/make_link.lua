-- Makes somebody's sign-in link, in the place of the one before. It holds for the rights that they have now.
-- KEYS: person, who asks, usernames, emails, confirmed, externals, admins, names, words, cards, outbox, audit, trail, sessions,
--       link
-- ARGV: now, channel, id, who asks or '', from where, secret's hash, life in milliseconds
-- Returns: {'ok', end in milliseconds}
-- Refuses: admin when who asks is none; missing; disabled; pending when they have a password and wait for approval
local asking = ASKING == '' and { 'admin', 'active' } or redis.call('HMGET', ASKER, 'role', 'status')
if asking[1] ~= 'admin' or asking[2] ~= 'active' then return refuse('admin') end
local p = person(PERSON)
if not p.id or p.status == 'erased' then return refuse('missing') end
if p.status == 'disabled' then return refuse('disabled') end
if p.status == 'pending' and (p.password or '') ~= '' then return refuse('pending') end
local ends = clock() + ARGV[7]
redis.call('HSET', KEYS[15], 'secret', ARGV[6], 'rights', p.rights, 'expires', whole(ends), 'by', ASKING)
redis.call('EXPIRE', KEYS[15], math.ceil(ARGV[7] / 1000))
note('linked')
return { 'ok', ends }
