-- Erases a person: what says who they are goes, and what they had under this tag; that they were there stays, under a name
-- that is nobody's. Their username and address are free again. What is copied elsewhere is left to the followers, and what others have
-- said of them to a job, which has the words that name them.
-- KEYS: person, who asks, usernames, emails, confirmed, externals, admins, names, words, cards, outbox, audit, trail, sessions,
--       the erasures that are not done, this one, the invitation that they came by (or any key of no use), their link, their calendar,
--       their tokens, their sign-ins, then one for each session: itself
-- ARGV: now, channel, id, who asks or '', from where, the name that stays, the person's topic, 1 when others are called by their username
-- Returns: {'ok'}
-- Refuses: missing, admin when who asks is none, own for oneself, last for the last admin; again when they have a session
--          that is not among the keys
local old = person(PERSON)
if not old.id or old.status == 'erased' then return refuse('missing') end
if ASKING == ID then return refuse('own') end
if mayNot({}, old) then return refuse('admin') end
if isAdmin(old) and redis.call('SCARD', ADMINS) == 1 then return refuse('last') end
local named = {}
for i = 22, #KEYS - 1 do named[string.match(KEYS[i], '[^:]+$')] = true end -- the last is the operation's
for _, hash in ipairs(redis.call('ZRANGE', SESSIONS, 0, -1)) do
  if not named[hash] then return refuse('again') end
end
local new = { id = ID, name = ARGV[6], words = '', username = '', role = old.role, status = 'erased', created = old.created,
  rights = whole(old.rights + 1), named = whole((old.named or 0) + 1) }
keep(old, new)
for field in pairs(old) do
  if not new[field] then redis.call('HDEL', PERSON, field) end
end
redis.call('DEL', TRAIL, SESSIONS)
note('erased')
redis.call('HDEL', KEYS[17], 'email', 'address')
for i = 18, #KEYS - 1 do redis.call('DEL', KEYS[i]) end
redis.call('HSET', KEYS[16], 'begun', whole(clock()), 'name', old.name or '', 'username', old.username or '', 'email', old.email or '',
  'born', old.born or '', 'shared', ARGV[8])
redis.call('ZADD', KEYS[15], whole(clock()), ID)
for _, kind in ipairs({ 'renamed', 'rights', 'erased' }) do follow(OUTBOX, 'kind', kind, 'person', ID) end
if (old.address or '') ~= '' then follow(OUTBOX, 'kind', 'unlisted', 'person', ID, 'address', old.address) end
ring(ARGV[7], 'rights')
ring(ARGV[7], 'renamed')
return { 'ok' }
