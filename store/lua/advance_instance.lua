-- Does what follows from an instance's times: reminds who is invited before its start, announces that, and at its end lets
-- everybody leave. Each is done once, however many ask, for the instance remembers it, and is dated to when it was due: done twice it changes nothing.
-- The due entry means "look no later than"; it is removed last. At the end one event names all who left.
-- KEYS: instance, present, visits, room, events, seen, signs, due, outbox, unarchived
-- ARGV: now, channel, name (meeting:order), topic, ms after which a missed start is not announced any more, from when until when
--       no Stoa ran (0 for never)
-- Returns: {'ok'}
local found = redis.call('HMGET', KEYS[1], 'from', 'to', 'opened', 'closed', 'cancelled')
local member = 'instance:' .. ARGV[3]
if not found[1] or found[4] or found[5] then
  redis.call('ZREM', KEYS[8], member)
  return { 'ok' }
end
local now, from, to = clock(), tonumber(found[1]), tonumber(found[2])
local meeting, order = string.match(ARGV[3], '(%d+):(%d+)')

local remind = now < from and remind_at(KEYS[1], from)
if remind and now >= remind then
  redis.call('HSET', KEYS[1], 'reminded', whole(from))
  follow(KEYS[9], 'kind', 'starting', 'meeting', meeting, 'order', order, 'from', whole(from), 'at', whole(remind))
  remind = nil
end
if now >= from and not found[3] then
  redis.call('HSET', KEYS[1], 'opened', whole(from))
  if now - from <= tonumber(ARGV[5]) then tell(KEYS[4], KEYS[5], ARGV[4], 'active', 0, from) end
  follow(KEYS[9], 'kind', 'roll', 'meeting', meeting, 'order', order, 'at', whole(from))
  ring('active', 'state')
end
if now >= to then
  vacate(1, ARGV[4], to, 'ended', ARGV[6], ARGV[7])
  redis.call('HSET', KEYS[1], 'closed', whole(to))
  follow(KEYS[9], 'kind', 'roll', 'meeting', meeting, 'order', order, 'at', whole(to))
  follow(KEYS[9], 'kind', 'dates', 'meeting', meeting, 'orders', order)
  redis.call('ZADD', KEYS[10], whole(now), ARGV[3])
  ring('active', 'state')
  redis.call('ZREM', KEYS[8], member, 'gone:' .. ARGV[3])
  return { 'ok' }
end
redis.call('ZADD', KEYS[8], whole(now < from and (remind or from) or to), member)
return { 'ok' }
