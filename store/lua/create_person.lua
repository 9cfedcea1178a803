-- Makes a person under a reserved id, unless a name that only one can have is somebody else's. A ticket that lets them in is
-- used up with it.
-- KEYS: person, who asks, usernames, emails, confirmed, externals, admins, names, words, cards, outbox, audit, trail, sessions,
--       invitation (or any key of no use)
-- ARGV: now, channel, id, who asks or '', from where, the person's fields as a JSON object (words is the folded name,
--       address the folded email), the invitation's secret's hash or '', 1 if only the first admin may come in
-- Returns: {'ok'} (also when this very person exists already)
-- Refuses: username, email, external when somebody else has it; admin when who asks is none; invitation when it is no good; setup
--          when there is an admin
if redis.call('EXISTS', PERSON) == 1 then return { 'ok' } end
local new = cjson.decode(ARGV[6])
local why = mayNot(new, {}) or admit(new) or taken(new)
if why == 'admin' then return refuse('admin') end
if why == 'invitation' then return refuse('invitation') end
if why == 'setup' then return refuse('setup') end
if why == 'username' then return refuse('username') end
if why == 'email' then return refuse('email') end
if why == 'external' then return refuse('external') end
new.id, new.created, new.rights = ID, whole(clock()), '1'
keep({}, new)
note('created', new.role)
accept(new)
follow(OUTBOX, 'kind', 'person', 'person', ID)
return { 'ok' }
