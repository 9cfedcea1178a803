-- Closes a report: who looked after it, and when. The first who did stays.
-- KEYS: report
-- ARGV: now, channel, who
-- Returns: {'ok'}
-- Refuses: missing
if redis.call('EXISTS', KEYS[1]) == 0 then return refuse('missing') end
if redis.call('HSETNX', KEYS[1], 'closed_by', ARGV[3]) == 1 then redis.call('HSET', KEYS[1], 'closed', whole(clock())) end
return { 'ok' }
