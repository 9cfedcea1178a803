-- Says that the lines of a room are being let go, before the first of them is: whoever reads there from here on has them brought back.
-- Who began this or the opposite before is not heard any more. Done twice, the second alone goes on.
-- KEYS: instance, room, lines
-- ARGV: now, channel
-- Returns: {'ok', the word by which this turn is known}
-- Refuses: kept when the date is not over or not all of it is in the archive, and when what was said is there no more
local date = redis.call('HMGET', KEYS[1], 'archived', 'closed', 'cancelled')
if not date[1] or not (date[2] or date[3]) or redis.call('HEXISTS', KEYS[2], 'expired') == 1 then return refuse('kept') end
local turn = 'out ' .. redis.call('HINCRBY', KEYS[2], 'releases', 1)
redis.call('HSETNX', KEYS[2], 'whole', redis.call('HLEN', KEYS[3])) -- how many there are to be when they are back
redis.call('HSET', KEYS[2], 'released', turn)
return { 'ok', turn }
