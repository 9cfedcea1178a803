-- What a row of a file says of a person. It stands on lib_person.
local NUMBERED = KEYS[15]

-- asksAdmin says whether an admin asks, or Stoa itself.
local function asksAdmin()
  local asking = redis.call('HMGET', ASKER, 'role', 'status')
  return ASKING == '' or asking[1] == 'admin' and asking[2] == 'active'
end

-- meantBy returns who is meant; or nil and the field by which somebody else is.
local function meantBy(given)
  local meant
  for _, try in ipairs({ { EXTERNALS, given.external_id, 'external_id' },
    { USERNAMES, given.username and string.lower(given.username), 'username' }, { EMAILS, given.address, 'email' } }) do
    local whose = (try[2] or '') ~= '' and redis.call('HGET', try[1], try[2])
    if whose and meant and whose ~= meant then return nil, try[3] end
    meant = meant or whose or nil
  end
  return meant
end

-- byTypedAddress says whether nothing but an address means this person that is not known to be theirs: anybody may have typed
-- it, so it must get them nothing that a file has for its owner.
local function byTypedAddress(given, old)
  local named = (given.external_id or '') ~= '' and given.external_id == old.external_id
  named = named or given.username and string.lower(given.username) == string.lower(old.username)
  return not named and old.confirmed ~= '1'
end

-- numbered makes a username that nobody has of one that somebody may have. The last number is kept, so that the five
-- thousandth of a name is as quick as the second.
local function numbered(base, after, dry)
  if after == 0 and redis.call('HEXISTS', USERNAMES, base) == 0 then return base end
  local n, name = math.max(after, tonumber(redis.call('HGET', NUMBERED, base) or 1))
  repeat
    n = n + 1
    name = base .. n
  until redis.call('HEXISTS', USERNAMES, name) == 0
  if not dry then redis.call('HSET', NUMBERED, base, n) end
  return name
end

-- confirmedBy says whether the address counts: a file confirms it, unless it says otherwise.
local function confirmedBy(given, old, new)
  local before = old.confirmed == '1'
  local now = (new.address or '') ~= '' and (given.confirmed == '1' or before and new.address == old.address)
  if now == before then return old.confirmed or '' end
  return now and '1' or ''
end

-- isKnown says whether it is sure who somebody is. Who has registered with a name or an address of their choice and was
-- confirmed by nobody may be somebody else than whom a file means.
local function isKnown(p) return (p.password or '') == '' or p.confirmed == '1' or (p.external_id or '') ~= '' end

-- unfit says why a person cannot become what they are to be: the field, and a word; nil when they can.
local function unfit(old, new)
  if (old.external_id or '') ~= '' and new.external_id ~= old.external_id then return { 'external_id', 'other' } end
  if ASKING == ID and new.role ~= old.role then return { 'role', 'own' } end
  if new.role ~= old.role and not isKnown(old) then return { 'role', 'unconfirmed' } end
  if isAdmin(old) and not isAdmin(new) and redis.call('SCARD', ADMINS) == 1 then return { 'role', 'last' } end
end
