-- What lets somebody in beside their own word: an invitation, or that the campus has no admin yet. It stands on lib_person.
local TICKET, SECRET, FIRST = KEYS[15], ARGV[7], ARGV[8] == '1'

-- admit gives a new person what their ticket says, and returns why it is no good; nil when it is, or when there is none.
local function admit(new)
  if FIRST and redis.call('SCARD', ADMINS) > 0 then return 'setup' end
  if SECRET == '' then return nil end
  local found = redis.call('HMGET', TICKET, 'secret', 'expires', 'role', 'email', 'address', 'accepted', 'revoked', 'by')
  if found[1] ~= SECRET or found[6] or found[7] or tonumber(found[2]) <= clock() or not stillAdmin(found[8]) then return 'invitation' end
  new.role, new.email, new.address = found[3], found[4], found[5]
  new.requested_role, new.confirmed, new.status = '', '1', 'active'
  new.invited = redis.call('HGET', TICKET, 'id')
end

-- accept uses the ticket up.
local function accept(new)
  if SECRET == '' then return end
  redis.call('HSET', TICKET, 'accepted', ID)
  note('accepted', new.role .. ', number ' .. new.invited)
end
