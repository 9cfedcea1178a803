-- Notes that a line of a room is meant for somebody who has not read it. Done twice it changes nothing.
-- KEYS: the person's marks, what is meant for them, their notifications that are unread
-- ARGV: now, channel, the person's topic, room, line
-- Returns: {'ok'}, {'old'} when they have read it, or it was noted before
local line, times, own = marked(ARGV[4])
local before = redis.call('HGET', KEYS[2], ARGV[4]) or ''
if tonumber(ARGV[5]) <= line or string.find(' ' .. before .. ' ', ' ' .. ARGV[5] .. ' ', 1, true) then return { 'old' } end
keep_meant(ARGV[4], in_order(before .. ' ' .. ARGV[5]), line, times, own, ARGV[3])
return { 'ok' }
