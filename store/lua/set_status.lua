-- Changes somebody's status; from then on every session of theirs is void, and the followers send them out of rooms. The
-- last admin stays.
-- KEYS: person, admins, outbox
-- ARGV: now, channel, id, status, the person's topic
-- Returns: {'ok'}
-- Refuses: missing, last for the last admin who could still enter
local found = redis.call('HMGET', KEYS[1], 'status', 'role')
if not found[1] then return refuse('missing') end
if found[1] == ARGV[4] then return { 'ok' } end
if found[2] == 'admin' then
  if ARGV[4] == 'active' then
    redis.call('SADD', KEYS[2], ARGV[3])
  else
    if redis.call('SCARD', KEYS[2]) == 1 and redis.call('SISMEMBER', KEYS[2], ARGV[3]) == 1 then return refuse('last') end
    redis.call('SREM', KEYS[2], ARGV[3])
  end
end
redis.call('HSET', KEYS[1], 'status', ARGV[4])
redis.call('HINCRBY', KEYS[1], 'rights', 1)
follow(KEYS[3], 'kind', 'rights', 'person', ARGV[3])
ring(ARGV[5], 'rights')
return { 'ok' }
