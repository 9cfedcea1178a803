-- Has somebody who is new in a room have read what was said before they came, unless it is known how far they have read. Done
-- twice it changes nothing.
-- KEYS: the person's marks
-- ARGV: now, channel, the person's topic, room, the last line that was said before they came (0 for none)
-- Returns: {'ok'}, {'known'} when it was known
if redis.call('HSETNX', KEYS[1], ARGV[4], ARGV[5] .. ' 0') == 0 then return { 'known' } end
if ARGV[5] ~= '0' then
  redis.call('PUBLISH', ARGV[2], cjson.encode({ topic = ARGV[3], kind = 'read', room = ARGV[4], ref = tonumber(ARGV[5]) }))
end
return { 'ok' }
