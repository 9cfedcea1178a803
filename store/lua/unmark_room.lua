-- Sets back how far somebody has read in a room, and counts that they have: pages that were open before do not move it on.
-- KEYS: the person's marks, what is meant for them, their notifications that are unread
-- ARGV: now, channel, the person's topic, room, the last line that stays read, the lines that are meant for them
-- Returns: {'ok', how far they have read, how often they have set it back}
local line, times = marked(ARGV[4])
local to = math.min(line, tonumber(ARGV[5]))
times = times + 1
redis.call('HSET', KEYS[1], ARGV[4], whole(to) .. ' ' .. whole(times))
keep_meant(ARGV[4], ARGV[6], to, 99, ARGV[3])
return { 'ok', to, times }
