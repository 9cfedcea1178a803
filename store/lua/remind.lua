-- Has everybody reminded who is expected at an open instance and has not come, not more often than once in a while.
-- KEYS: meeting, instance, room, roster, outbox
-- ARGV: now, channel, id, order, asker, 1 when the asker is of the staff for what lies elsewhere, ms between two times
-- Returns: {'ok', how many are absent}
-- Refuses: missing, staff, inactive, soon when it was done just now
local meeting = redis.call('HMGET', KEYS[1], 'id', 'deleted', 'host', 'public')
if not meeting[1] or meeting[2] then return refuse('missing') end
if ARGV[6] ~= '1' and meeting[3] ~= ARGV[5] then return refuse('staff') end
local now = clock()
if not is_open(KEYS[2], now) then return refuse('inactive') end
local absent = meeting[4] == '1' and 0 or redis.call('ZCOUNT', KEYS[4], 0, 0)
if absent == 0 then return { 'ok', 0 } end
local last = redis.call('HGET', KEYS[3], 'reminded')
if last and now < last + ARGV[7] then return refuse('soon') end
redis.call('HSET', KEYS[3], 'reminded', whole(now))
follow(KEYS[5], 'kind', 'remind', 'meeting', ARGV[3], 'order', ARGV[4], 'by', ARGV[5], 'at', whole(now))
return { 'ok', absent }
