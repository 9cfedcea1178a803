-- Ends letting a room go: what its log told before its date was archived goes too, but for the last of it, which open pages know. Where
-- no line could go, the room is as before. Done twice it changes nothing.
-- KEYS: instance, room, lines, events, archived
-- ARGV: now, channel, the turn, meeting:order, since when the log tells what happened, if the archive has that
-- Returns: {'ok'}, {'lost'} when it is not this turn any more
local found = redis.call('HMGET', KEYS[2], 'released', 'whole')
if found[1] ~= ARGV[3] then return { 'lost' } end
local logged = redis.call('HGET', KEYS[1], 'logged') or ''
if logged ~= '' and ARGV[5] ~= '' then
  redis.call('XTRIM', KEYS[4], 'MINID', logged)
  redis.call('HSETNX', KEYS[1], 'trimmed', ARGV[5])
end
if redis.call('HLEN', KEYS[3]) >= tonumber(found[2]) then redis.call('HDEL', KEYS[2], 'released', 'whole') end
redis.call('ZREM', KEYS[5], ARGV[4])
return { 'ok' }
