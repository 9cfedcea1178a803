-- Sets back how far somebody has read in a room, and counts that they have: pages that were open before do not move it on.
-- What was meant for them and unread stays so. What they have said themselves so far counts as unread like the rest: they want to
-- come back to it.
-- KEYS: the person's marks, what is meant for them, their notifications that are unread
-- ARGV: now, channel, the person's topic, room, the last line that stays read, the later lines that are meant for them, the
--   last line of the room
-- Returns: {'ok', how far they have read, how often they have set it back}
local line, times, _, since = marked(ARGV[4])
local to = math.min(line, tonumber(ARGV[5]))
times = times + 1
keep_mark(ARGV[4], to, times, '', math.max(since, tonumber(ARGV[7])))
local meant, seen = {}, {}
for n in string.gmatch((redis.call('HGET', KEYS[2], ARGV[4]) or '') .. ' ' .. ARGV[6], '%d+') do
  if not seen[n] then meant[#meant + 1], seen[n] = n, true end
end
table.sort(meant, function(a, b) return tonumber(a) < tonumber(b) end)
keep_meant(ARGV[4], table.concat(meant, ' '), to, times, '', ARGV[3])
return { 'ok', to, times }
