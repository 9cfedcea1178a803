-- Tells a room that somebody in it has another name. Done twice it is told once: the room keeps which rename of a person
-- it has told last.
-- KEYS: room, events
-- ARGV: now, channel, topic, person, the number of the rename
-- Returns: {'ok'}, {'old'} when it was told before
local field = 'named:' .. ARGV[4]
if tonumber(redis.call('HGET', KEYS[1], field) or 0) >= tonumber(ARGV[5]) then return { 'old' } end
redis.call('HSET', KEYS[1], field, ARGV[5])
tell(KEYS[1], KEYS[2], ARGV[3], 'renamed', ARGV[4], clock())
return { 'ok' }
