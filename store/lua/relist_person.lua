-- Lists a person again as they are, for who was made by a Stoa that kept no list. What that Stoa knew of an address had
-- been set by an admin. Done twice it changes nothing.
-- KEYS: person, who asks, usernames, emails, confirmed, externals, admins, names, words, cards, outbox, audit, trail, sessions
-- ARGV: now, channel, id, '', '', the folded name, the folded email
-- Returns: {'ok'}
local old = person(PERSON)
if not old.id or old.status == 'erased' or redis.call('HEXISTS', CARDS, ID) == 1 then return { 'ok' } end
local new = person(PERSON)
new.words, new.address = ARGV[6], ARGV[7]
new.confirmed = new.confirmed or (new.address ~= '' and '1' or '')
old.words, old.address = new.words, new.address
keep(old, new)
redis.call('HSET', PERSON, 'words', new.words, 'address', new.address)
return { 'ok' }
