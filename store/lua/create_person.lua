-- Makes a person under a reserved id, unless the username or the address is somebody else's.
-- KEYS: person, usernames, emails, admins, outbox
-- ARGV: now, channel, id, folded username, folded email or '', role, then the person's fields as pairs
-- Returns: {'ok'} (also when this very person exists already)
-- Refuses: username, email when somebody else has it
local id, username, email = ARGV[3], ARGV[4], ARGV[5]
if redis.call('EXISTS', KEYS[1]) == 1 then return { 'ok' } end
if redis.call('HEXISTS', KEYS[2], username) == 1 then return refuse('username') end
if email ~= '' and redis.call('HEXISTS', KEYS[3], email) == 1 then return refuse('email') end
redis.call('HSET', KEYS[2], username, id)
if email ~= '' then redis.call('HSET', KEYS[3], email, id) end
if ARGV[6] == 'admin' then redis.call('SADD', KEYS[4], id) end
redis.call('HSET', KEYS[1], 'id', id, 'created', whole(clock()), 'rights', 1, unpack(ARGV, 7))
follow(KEYS[5], 'kind', 'person', 'person', id)
return { 'ok' }
