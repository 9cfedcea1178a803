-- Forgets files that have been removed from their layers. Done twice it does nothing.
-- KEYS: drops, dropping
-- ARGV: now, channel, table/path and layer, with a line feed between, of each
-- Returns: {'ok'}
for i = 3, #ARGV do
  redis.call('ZREM', KEYS[1], ARGV[i])
  redis.call('ZREM', KEYS[2], ARGV[i])
end
return { 'ok' }
