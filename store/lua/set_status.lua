-- Changes somebody's status; from then on every session of theirs is void. The last admin stays.
-- KEYS: person, admins
-- ARGV: now, channel, id, status, the person's topic
-- Returns: {'ok'}, {'missing'}, {'last'} for the last admin who could still enter
local found = redis.call('HMGET', KEYS[1], 'status', 'role')
if not found[1] then return { 'missing' } end
if found[1] == ARGV[4] then return { 'ok' } end
if found[2] == 'admin' then
  if ARGV[4] == 'active' then
    redis.call('SADD', KEYS[2], ARGV[3])
  else
    if redis.call('SCARD', KEYS[2]) == 1 and redis.call('SISMEMBER', KEYS[2], ARGV[3]) == 1 then return { 'last' } end
    redis.call('SREM', KEYS[2], ARGV[3])
  end
end
redis.call('HSET', KEYS[1], 'status', ARGV[4])
redis.call('HINCRBY', KEYS[1], 'rights', 1)
ring(ARGV[5], 'rights')
return { 'ok' }
