-- What a change of a person comes to under this tag. It stands on lib_person and lib_listing.

-- own moves a name that only one can have from what it was to what it is.
local function own(index, old, new)
  if (old or '') == (new or '') then return end
  if (old or '') ~= '' then redis.call('HDEL', index, old) end
  if (new or '') ~= '' then redis.call('HSET', index, new, ID) end
end

-- taken says which of the names that only one can have is somebody else's; nil for none.
local function taken(p)
  for _, try in ipairs({ { USERNAMES, 'username', string.lower(p.username) }, { EMAILS, 'email', p.address or '' },
    { EXTERNALS, 'external', p.external_id or '' } }) do
    local whose = try[3] ~= '' and redis.call('HGET', try[1], try[3])
    if whose and whose ~= ID then return try[2] end
  end
end

-- keep writes a person, and everything that follows from them under this tag.
local function keep(old, new)
  if (new.password or '') == '' and new.status ~= 'erased' then
    new.no_password = '1'
  elseif old.no_password then
    new.no_password = ''
  end
  own(USERNAMES, old.username and string.lower(old.username), string.lower(new.username))
  own(EMAILS, old.address, new.address)
  own(CONFIRMED, old.confirmed == '1' and old.address, new.confirmed == '1' and new.address)
  own(EXTERNALS, old.external_id, new.external_id)
  redis.call(isAdmin(new) and 'SADD' or 'SREM', ADMINS, ID)
  list(old, new)
  local fields = {}
  for field, value in pairs(new) do
    if old[field] ~= value then
      fields[#fields + 1] = field
      fields[#fields + 1] = value
    end
  end
  if #fields > 0 then redis.call('HSET', PERSON, unpack(fields)) end
end

-- mayNot says why who asks may not change this person, or make one; nil when they may. Nobody asks where Stoa does it by
-- itself, or somebody registers. Of themselves people change neither role nor status, and only admins vouch for anything.
local function mayNot(change, old)
  if ASKING == '' then return nil end
  old = old or {}
  local function changes(field) return change[field] and change[field] ~= (old[field] or '') end
  local asking = redis.call('HMGET', ASKER, 'role', 'status')
  if asking[2] ~= 'active' then return 'admin' end
  if ASKING == ID and (changes('role') or changes('status')) then return 'own' end
  local own = ASKING == ID and not changes('external_id') and not (change.confirmed == '1' and changes('confirmed'))
  if not own and asking[1] ~= 'admin' then return 'admin' end
end
