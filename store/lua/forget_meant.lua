-- Forgets that a line of a room is meant for somebody, for it was deleted or mentions them no more; what was told of it is read. Or
-- forgets all of the room, of which they may read nothing any more; what was told stays to be read in the inbox. Done twice it changes
-- nothing.
-- KEYS: the person's marks, what is meant for them, their notifications that are unread
-- ARGV: now, channel, the person's topic, room, line (0 for all)
-- Returns: {'ok'}, {'old'} when it was not meant for them, or they have read it
local line, times, own = marked(ARGV[4])
local left, found = {}, false
for n in string.gmatch(redis.call('HGET', KEYS[2], ARGV[4]) or '', '%d+') do
  if n == ARGV[5] or ARGV[5] == '0' then found = true else left[#left + 1] = n end
end
if redis.call('ZREM', KEYS[3], 'mention.' .. ARGV[4] .. '.' .. ARGV[5]) == 1 then ring(ARGV[3], 'state') end
if not found then return { 'old' } end
keep_meant(ARGV[4], table.concat(left, ' '), line, times, own, ARGV[3])
return { 'ok' }
