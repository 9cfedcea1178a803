-- Notes when sessions were last used; one that has ended stays ended. Done twice it says the same.
-- KEYS: then one for each session: itself
-- ARGV: now, channel, for each session when it was used
-- Returns: {'ok'}
for i, key in ipairs(KEYS) do
  if redis.call('EXISTS', key) == 1 then redis.call('HSET', key, 'seen', ARGV[2 + i]) end
end
return { 'ok' }
