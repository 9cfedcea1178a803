-- Makes an invitation under a reserved id, unless somebody has its address.
-- KEYS: invitation, who asks, invitations, emails, audit
-- ARGV: now, channel, id, who asks or '', from where, address as typed, folded address, role, secret's hash, life in
--       milliseconds
-- Returns: {'ok'}
-- Refuses: admin when who asks is none; email when somebody has the address
if not mayInvite() then return refuse('admin') end
if redis.call('HEXISTS', EMAILS, ARGV[7]) == 1 then return refuse('email') end
local now = clock()
redis.call('HSET', INVITATION, 'id', ID, 'email', ARGV[6], 'address', ARGV[7], 'role', ARGV[8], 'secret', ARGV[9], 'by', ASKING,
  'created', whole(now), 'expires', whole(now + ARGV[10]))
redis.call('ZADD', INVITATIONS, ID, ID)
note('invited', ARGV[8] .. ', number ' .. ID)
return { 'ok' }
