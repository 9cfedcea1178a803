-- Notes how far somebody has read in a room: never back. What a page has read that knows an older number of times does not
-- count. Done twice it changes nothing.
-- KEYS: the person's marks, what is meant for them, their notifications that are unread
-- ARGV: now, channel, the person's topic, room, line, the number of times that the page knows ('' for whatever it is)
-- Returns: {'ok' or 'same', how far they have read, how often they have set it back, what they have said after it}
local line, times, own, since = marked(ARGV[4])
local to = tonumber(ARGV[5])
if to <= line or ARGV[6] ~= '' and tonumber(ARGV[6]) < times then return { 'same', line, times, own } end
to, own = keep_mark(ARGV[4], to, times, own, since)
keep_meant(ARGV[4], redis.call('HGET', KEYS[2], ARGV[4]) or '', to, times, own, ARGV[3])
return { 'ok', to, times, own }
