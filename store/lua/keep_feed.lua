-- Makes the secret address of somebody's calendar, in the place of the one before, or takes it away.
-- KEYS: feed, person
-- ARGV: now, channel, the secret's hash or '' for none
-- Returns: {'ok', when it was made, in milliseconds}
-- Refuses: missing for who may not come in
if redis.call('HGET', KEYS[2], 'status') ~= 'active' then return refuse('missing') end
local now = whole(clock())
redis.call('DEL', KEYS[1])
if ARGV[3] ~= '' then redis.call('HSET', KEYS[1], 'secret', ARGV[3], 'made', now) end
return { 'ok', now }
