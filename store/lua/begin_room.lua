-- Has somebody who is new in a room have read what was said before they came, unless it is known how far they have read. Who said
-- something before this was followed up is new still. Done twice it changes nothing.
-- KEYS: the person's marks
-- ARGV: now, channel, the person's topic, room, the last line that was said before they came (0 for none)
-- Returns: {'ok'}, {'known'} when it was known
local known = redis.call('HEXISTS', KEYS[1], ARGV[4]) == 1
local line, times, own, since = marked(ARGV[4])
if known and (line > 0 or times > 0 or own == '') then return { 'known' } end
line, own = keep_mark(ARGV[4], tonumber(ARGV[5]), times, own, since)
if line > 0 then
  redis.call('PUBLISH', ARGV[2], cjson.encode({ topic = ARGV[3], kind = 'read', room = ARGV[4], ref = line, marked = times, own = own }))
end
return { 'ok' }
