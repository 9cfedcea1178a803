-- What the scripts about an invitation share: the order of their keys, who may, and the audit.
local INVITATION, ASKER, INVITATIONS, EMAILS, AUDIT = unpack(KEYS, 1, 5)
local ID, ASKING, FROM = ARGV[3], ARGV[4], ARGV[5]

-- mayInvite says whether who asks may invite people.
local function mayInvite()
  if ASKING == '' then return true end
  local asking = redis.call('HMGET', ASKER, 'role', 'status')
  return asking[1] == 'admin' and asking[2] == 'active'
end

local function note(kind, what)
  redis.call('XADD', AUDIT, '*', 'kind', kind, 'who', ASKING, 'whom', '0', 'from', FROM, 'at', whole(clock()), 'what', what)
end
