-- Takes an invitation back.
-- KEYS: invitation, who asks, invitations, emails, audit
-- ARGV: now, channel, id, who asks or '', from where
-- Returns: {'ok'} (also when it was taken back before)
-- Refuses: admin when who asks is none; missing; accepted when somebody has used it
if not mayInvite() then return refuse('admin') end
local found = redis.call('HMGET', INVITATION, 'id', 'accepted', 'revoked', 'role')
if not found[1] then return refuse('missing') end
if found[2] then return refuse('accepted') end
if found[3] then return { 'ok' } end
redis.call('HSET', INVITATION, 'revoked', '1')
note('revoked', found[4] .. ', number ' .. ID)
return { 'ok' }
