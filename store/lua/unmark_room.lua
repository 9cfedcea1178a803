-- Sets back how far somebody has read in a room, and counts that they have: pages that were open before do not move it on.
-- What was meant for them and unread stays so. What they have said themselves up to the room's last line counts as unread like the
-- rest: they want to come back to it. What they have said after that is never unread to them.
-- KEYS: the person's marks, what is meant for them, their notifications that are unread
-- ARGV: now, channel, the person's topic, room, the last line that stays read, the later lines that are meant for them, the
--   last line of the room
-- Returns: {'ok', how far they have read, how often they have set it back, what they have said after the room's last line, the lines
--   to look at again, as runs: those given as meant for them, and those after the last line that they had read by now}
local line, times, own, since = marked(ARGV[4])
local to, look = math.min(line, tonumber(ARGV[5])), ARGV[6]
times, since = times + 1, math.max(since, tonumber(ARGV[7]))
if line > since then look = look .. ' ' .. whole(since + 1) .. '-' .. whole(line) end
to, own = keep_mark(ARGV[4], to, times, run_words(runs_after(runs(own), since)), since)
local meant = in_order((redis.call('HGET', KEYS[2], ARGV[4]) or '') .. ' ' .. ARGV[6])
keep_meant(ARGV[4], meant, to, times, own, ARGV[3])
return { 'ok', to, times, own, look }
