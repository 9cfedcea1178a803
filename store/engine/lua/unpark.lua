-- Sends an entry that was given up back into its outbox, at the end.
-- KEYS: outbox, parked
-- ARGV: now, channel, entry
-- Returns: {'ok'}
local kept = redis.call('HGET', KEYS[2], ARGV[3])
if not kept then return { 'ok' } end
follow(KEYS[1], unpack(cjson.decode(kept).fields))
redis.call('HDEL', KEYS[2], ARGV[3])
return { 'ok' }
