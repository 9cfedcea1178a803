-- Makes a person what a row of a file says, or makes the person: the row says who is meant by id in another directory, else
-- by username, else by address. What it does not give stays. Done twice it changes nothing the second time, and is answered as
-- it was the first.
-- KEYS: person, who asks, usernames, emails, confirmed, externals, admins, names, words, cards, outbox, audit, trail, sessions, numbered
-- ARGV: now, channel, the id of who is meant or a reserved one, who asks or '', from where, the given fields as a JSON object
--       (as in create_person), the person's topic, the username to make one of, the number after which to number it, 1 to
--       only say what would be done, the name of the import and its row, the name that the given one was made from as a JSON
--       object {name}, or {}
-- Returns: {'added' or 'changed' or 'same', the fields that changed, username}, {'error', field, why}, or {'moved'} when the
--          id is not that of who is meant (any more)
-- Refuses: admin when who asks is none; meanwhile when the name has changed from which the given one was made
local given, dry = cjson.decode(ARGV[6]), ARGV[10] == '1'
if not asksAdmin() then return refuse('admin') end
local meant, two = meantBy(given)
if two then return { 'error', two, 'two' } end
local old, new = person(PERSON), person(PERSON)
if meant and meant ~= ID or not meant and old.id then return { 'moved' } end
local before = answered(old)
if before and not dry then return before end
if not old.id then
  if not given.name then return { 'error', 'name', 'required' } end
  new = { id = ID, created = whole(clock()), rights = '1', email = '', address = '', role = 'student', requested_role = '', born = '',
    status = 'pending', gender = '', zone = '', external_id = '', password = '', confirmed = '',
    username = given.username or numbered(ARGV[8], tonumber(ARGV[9]), dry) }
end
for field, value in pairs(given) do new[field] = value end
new.confirmed = confirmedBy(given, old, new)
if not old.id then
  if not dry then
    keep({}, new)
    note('created', new.role)
    follow(OUTBOX, 'kind', 'person', 'person', ID)
  end
  return answer('added', '', new.username, dry)
end
if hasMoved(old, given) then return refuse('meanwhile') end
if new.role ~= old.role then new.requested_role = '' end
local changed = table.concat(changes(old, new), ' ')
if changed ~= '' and byTypedAddress(given, old) then return { 'error', 'email', 'typed' } end
local why = unfit(old, new)
if why then return { 'error', unpack(why) } end
if not dry then alter(old, new, ARGV[7]) end
return answer(changed ~= '' and 'changed' or 'same', changed, new.username, dry)
