-- Gives a line back the text that it had before an edit whose author lost the right to it just then, and forgets the operation that
-- edited it: sent again it is decided anew. Done twice it changes nothing.
-- KEYS: room, lines, events, outbox, the operation that edited it
-- ARGV: now, channel, topic, line, its text before, how often it had been edited by then, 1 when that was shown
-- Returns: {'ok'}
redis.call('DEL', KEYS[5])
local kept, now = redis.call('HGET', KEYS[2], ARGV[4]), clock()
local line = kept and cjson.decode(kept)
if not line or line.deleted or (line.edits or 0) <= tonumber(ARGV[6]) or line.body == ARGV[5] then return { 'ok' } end
line.body, line.edited, line.changed = ARGV[5], ARGV[7] == '1' or nil, now
redis.call('HSET', KEYS[2], ARGV[4], cjson.encode(line))
say_changed(KEYS[4], ARGV[3], ARGV[4])
tell(KEYS[1], KEYS[3], ARGV[3], 'edited', ARGV[4], now)
return { 'ok' }
