-- Brings a scope's lists in step with instances. What was written for a later entry stays, so that a follower who was
-- held up cannot bring back what has changed since; done twice it changes nothing.
-- KEYS: open, past, cancelled, written, gone
-- ARGV: now, channel, order of the entry, then for each instance: its name, its member in the lists, and the list that it
--       belongs in with its score (open, past, cancelled, gone, whose score is when it is forgotten; or none)
-- Returns: {'ok', how many were written}
local lists, order, count = { open = KEYS[1], past = KEYS[2], cancelled = KEYS[3], gone = KEYS[5] }, ARGV[3], 0
redis.call('ZREMRANGEBYSCORE', KEYS[5], '-inf', clock())
for i = 4, #ARGV, 4 do
  local name, member, list = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  local kept = redis.call('HGET', KEYS[4], name)
  if not kept or string.sub(kept, 1, #order) <= order then
    local before = kept and string.sub(kept, #order + 2) or ''
    for state, key in pairs(lists) do
      if before ~= '' and (state ~= list or before ~= member) then redis.call('ZREM', key, before) end
      if state == list then redis.call('ZADD', key, ARGV[i + 3], member) end
    end
    if list == 'gone' then redis.call('PEXPIRE', KEYS[5], whole(ARGV[i + 3] - clock())) end
    redis.call('HSET', KEYS[4], name, order .. ' ' .. member)
    count = count + 1
  end
end
return { 'ok', count }
