-- Makes a person under a reserved id, unless a name that only one can have is somebody else's.
-- KEYS: person, who asks, usernames, emails, confirmed, externals, admins, names, words, cards, outbox, audit, trail, sessions
-- ARGV: now, channel, id, who asks or '', from where, the person's fields as a JSON object (words is the folded name,
--       address the folded email)
-- Returns: {'ok'} (also when this very person exists already)
-- Refuses: username, email, external when somebody else has it; admin when who asks is none
if redis.call('EXISTS', PERSON) == 1 then return { 'ok' } end
local new = cjson.decode(ARGV[6])
local why = mayNot({ role = new.role }) or taken(new)
if why == 'admin' then return refuse('admin') end
if why == 'username' then return refuse('username') end
if why == 'email' then return refuse('email') end
if why == 'external' then return refuse('external') end
new.id, new.created, new.rights = ID, whole(clock()), '1'
keep({}, new)
note('created', new.role)
follow(OUTBOX, 'kind', 'person', 'person', ID)
return { 'ok' }
