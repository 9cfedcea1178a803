-- Lets out of an instance who was in it by a page or a stream and has not been seen for a minute, each with the time when
-- they were last seen. The due entry means "look no later than": it goes on to when the next could be gone, and is removed
-- when nobody could. Done twice it finds nothing more.
-- KEYS: instance, present, visits, room, events, seen, signs, due
-- ARGV: now, channel, name (meeting:order), topic, how many at once, from when until when no Stoa ran (0 for never)
-- Returns: {'ok'}, {'more'} when there may be others
local now, most, member = clock(), tonumber(ARGV[5]), 'gone:' .. ARGV[3]
local slept, woke = tonumber(ARGV[6]), tonumber(ARGV[7])
local found = redis.call('HMGET', KEYS[1], 'to', 'cancelled', 'closed')
if not found[1] or found[2] or found[3] then -- everybody is out
  redis.call('DEL', KEYS[6], KEYS[7])
  redis.call('ZREM', KEYS[8], member)
  return { 'ok' }
end
if now < tonumber(found[1]) then -- else the end, which is due, lets them out
  local looked = let_out(1, ARGV[4], gone_before(now, slept, woke), most)
  if looked > 0 then ring('active', 'state') end
  if looked == most then return { 'more' } end
end
local next = redis.call('ZRANGE', KEYS[6], 0, 0, 'WITHSCORES')
if next[1] then
  redis.call('ZADD', KEYS[8], whole(math.max(tonumber(next[2]), now - GONE_AFTER + 1, woke) + GONE_AFTER), member)
else
  redis.call('ZREM', KEYS[8], member)
end
return { 'ok' }
