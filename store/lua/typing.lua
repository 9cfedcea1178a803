-- Tells who watches a room that somebody is typing there. Nothing of it is kept; done twice it is told twice, which says no
-- more.
-- KEYS: room, lines, then those of the gate
-- ARGV: now, channel, topic, person, 1 when the person is of the room's staff for what lies elsewhere
-- Returns: {'ok'}
-- Refuses: and what the gate says
local now = clock()
local no = may_speak(3, ARGV[4], now, ARGV[5])
if no then return refuse(no) end
redis.call('PUBLISH', ARGV[2], cjson.encode({ topic = ARGV[3], kind = 'typing', ref = tonumber(ARGV[4]), at = now }))
return { 'ok' }
