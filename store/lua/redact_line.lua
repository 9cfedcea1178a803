-- Gives a line the text that it has without what named somebody who was erased. That is no edit of its author's: it counts for none.
-- A line that says something else by now stays as it is. Done twice it changes nothing.
-- KEYS: room, lines, events, outbox
-- ARGV: now, channel, topic, line, its text before, its text from here on, 1 when lines of this room are searched
-- Returns: {'ok'}
local kept = redis.call('HGET', KEYS[2], ARGV[4])
local line = kept and cjson.decode(kept)
if not line or line.deleted or line.body ~= ARGV[5] then return { 'ok' } end
line.body = ARGV[6]
redis.call('HSET', KEYS[2], ARGV[4], cjson.encode(line))
if ARGV[7] == '1' then say_changed(KEYS[4], ARGV[3], ARGV[4]) end
tell(KEYS[1], KEYS[3], ARGV[3], 'edited', ARGV[4], clock())
return { 'ok' }
