-- Has dates wait to become too old that were archived before anybody asked that. Done twice it changes nothing.
-- KEYS: archived, expiring
-- ARGV: now, channel, the rank of the first, of the last
-- Returns: {'ok', how many there were}
local dates = redis.call('ZRANGE', KEYS[1], ARGV[3], ARGV[4], 'WITHSCORES')
for i = 1, #dates, 2 do redis.call('ZADD', KEYS[2], 'NX', dates[i + 1], dates[i]) end
return { 'ok', #dates / 2 }
