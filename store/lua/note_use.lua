-- Notes when sessions were last used, by whichever Stoa saw them last; one that has ended stays ended. Done twice it says
-- the same.
-- KEYS: then one for each session: itself
-- ARGV: now, channel, for each session when it was used
-- Returns: {'ok'}
for i, key in ipairs(KEYS) do
  local kept = redis.call('HMGET', key, 'kind', 'seen')
  if kept[1] and tonumber(ARGV[2 + i]) > tonumber(kept[2] or 0) then redis.call('HSET', key, 'seen', ARGV[2 + i]) end
end
return { 'ok' }
