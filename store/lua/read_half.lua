-- Reads whose first factor was proved.
-- KEYS: half sign-in
-- ARGV: now, channel
-- Returns: {'ok', person, rights, hash of the password that waits or ''}, {'over'} when it is too old or there is none
local half = redis.call('HMGET', KEYS[1], 'person', 'rights', 'until', 'password')
if not half[1] or clock() >= tonumber(half[3]) then return { 'over' } end
return { 'ok', half[1], half[2], half[4] or '' }
