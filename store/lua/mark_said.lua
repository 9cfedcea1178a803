-- Notes that somebody has said lines in a room: they are never unread to them. They have read what their page had shown; of a page
-- that knows an older number of times that does not count. Done twice, or late, it changes nothing.
-- KEYS: the person's marks, what is meant for them, their notifications that are unread
-- ARGV: now, channel, the person's topic, room, the lines as runs, the last line that their page had shown ('' when it says not: then
--   they have read what was said before), the number of times that the page knows ('' for whatever it is, unless they have said
--   the lines before they set it back last)
-- Returns: {'ok' or 'same', how far they have read, how often they have set it back, what they have said after it}
local line, times, own, since = marked(ARGV[4])
local said, to = runs(ARGV[5]), line
local last = said[#said][2]
if ARGV[7] == '' and last > since or ARGV[7] ~= '' and tonumber(ARGV[7]) >= times then
  to = math.max(line, math.min(tonumber(ARGV[6]) or last, last))
end
local with = own .. ' ' .. run_words(runs_after(said, since))
local reached, left = read_on(to, with)
if reached == line and left == own then return { 'same', line, times, own } end
to, own = keep_mark(ARGV[4], to, times, with, since)
keep_meant(ARGV[4], redis.call('HGET', KEYS[2], ARGV[4]) or '', to, times, own, ARGV[3])
return { 'ok', to, times, own }
