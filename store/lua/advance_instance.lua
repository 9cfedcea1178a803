-- Does what follows from an instance's times: announces its start, and at its end lets everybody leave. Each is done
-- once, however many ask, for the instance remembers it, and is dated to when it was due. The due entry means "look no
-- later than"; it is removed last.
-- KEYS: instance, present, room, events, due, outbox
-- ARGV: now, channel, name (meeting:order), topic, ms after which a missed start is not announced any more, how many may
--       leave in one run
-- Returns: {'ok'}, {'more'} when not all have left yet
local found = redis.call('HMGET', KEYS[1], 'from', 'to', 'opened', 'closed', 'cancelled')
local member = 'instance:' .. ARGV[3]
if not found[1] or found[4] or found[5] then
  redis.call('ZREM', KEYS[5], member)
  return { 'ok' }
end
local now, from, to = clock(), tonumber(found[1]), tonumber(found[2])
local meeting, order = string.match(ARGV[3], '(%d+):(%d+)')

if now >= from and not found[3] then
  redis.call('HSET', KEYS[1], 'opened', whole(from))
  if now - from <= tonumber(ARGV[5]) then tell(KEYS[3], KEYS[4], ARGV[4], 'active', 0, from) end
  ring('active', 'state')
end
if now >= to then
  local leaving = redis.call('ZRANGE', KEYS[2], 0, ARGV[6] - 1)
  for _, person in ipairs(leaving) do
    redis.call('ZREM', KEYS[2], person)
    tell(KEYS[3], KEYS[4], ARGV[4], 'leave', person, to)
  end
  if redis.call('EXISTS', KEYS[2]) == 1 then return { 'more' } end
  tell(KEYS[3], KEYS[4], ARGV[4], 'ended', 0, to)
  redis.call('HSET', KEYS[1], 'closed', whole(to))
  follow(KEYS[6], 'kind', 'instance', 'meeting', meeting, 'order', order)
  ring('active', 'state')
  redis.call('ZREM', KEYS[5], member)
  return { 'ok' }
end
redis.call('ZADD', KEYS[5], now < from and whole(from) or whole(to), member)
return { 'ok' }
