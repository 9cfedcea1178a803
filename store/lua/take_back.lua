-- Takes a line back whose author lost the right to say it just then, or is erased, as if they had deleted it, and forgets the
-- operation that said it: sent again it is decided anew. What was copied of it into the other's report goes too, also of a line
-- that was deleted before. Done twice it changes nothing.
-- KEYS: room, lines, events, outbox, the operation that said it, who reacted, the lines' reactions, the other's report of it
-- ARGV: now, channel, topic, line
-- Returns: {'ok'}
redis.call('DEL', KEYS[5])
if redis.call('EXISTS', KEYS[8]) == 1 then redis.call('HSET', KEYS[8], 'body', '') end
local kept, now = redis.call('HGET', KEYS[2], ARGV[4]), clock()
local line = kept and cjson.decode(kept)
if not line or line.deleted then return { 'ok' } end
line.body, line.client, line.deleted, line.changed = '', '', true, now
redis.call('HSET', KEYS[2], ARGV[4], cjson.encode(line))
forget_reactions(KEYS[6], KEYS[7], ARGV[4])
silence(KEYS[1], ARGV[3], ARGV[4])
say_changed(KEYS[4], ARGV[3], ARGV[4], line.told)
tell(KEYS[1], KEYS[3], ARGV[3], 'deleted', ARGV[4], now)
return { 'ok' }
