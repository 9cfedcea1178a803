-- Notes that somebody has said a line in a room: it is never unread to them. They have read what their page had shown; of a page
-- that knows an older number of times that does not count. Done twice it changes nothing.
-- KEYS: the person's marks, what is meant for them, their notifications that are unread
-- ARGV: now, channel, the person's topic, room, the line, the last line that their page had shown ('' when it says not: then they
--   have read what was said before), the number of times that the page knows ('' for whatever it is)
-- Returns: {'ok' or 'same', how far they have read, how often they have set it back, what they have said after it}
local line, times, own = marked(ARGV[4])
local said, to = tonumber(ARGV[5]), line
if ARGV[7] == '' or tonumber(ARGV[7]) >= times then to = math.max(line, math.min(tonumber(ARGV[6]) or said, said)) end
local noted = said <= to or string.find(own .. ' ', ' ' .. ARGV[5] .. ' ', 1, true)
if to == line and noted then return { 'same', line, times, own } end
to, own = keep_mark(ARGV[4], to, times, noted and own or own .. ' ' .. ARGV[5])
keep_meant(ARGV[4], redis.call('HGET', KEYS[2], ARGV[4]) or '', to, times, own, ARGV[3])
return { 'ok', to, times, own }
