-- Removes entries that are done, for who has the outbox. Done twice it removes nothing more.
-- KEYS: lease, outbox, tries
-- ARGV: now, channel, token, the entries
-- Returns: {'ok'}, {'lost'} when another has it
if redis.call('GET', KEYS[1]) ~= ARGV[3] then return { 'lost' } end
redis.call('XDEL', KEYS[2], unpack(ARGV, 4))
redis.call('HDEL', KEYS[3], unpack(ARGV, 4))
return { 'ok' }
