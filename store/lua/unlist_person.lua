-- Takes somebody who was erased out of a meeting's audience: every address that was bound to them, and the one that was
-- theirs though it opened nothing yet. Done twice it changes nothing.
-- KEYS: audience, invited, outbox
-- ARGV: now, channel, meeting, person, address or ''
-- Returns: {'ok', how many addresses are gone}
local listed, gone = redis.call('HGETALL', KEYS[1]), 0
for i = 1, #listed, 2 do
  if listed[i + 1] == ARGV[4] or listed[i] == ARGV[5] and listed[i + 1] == '' then
    gone = gone + redis.call('HDEL', KEYS[1], listed[i])
  end
end
if redis.call('SREM', KEYS[2], ARGV[4]) == 1 then
  follow(KEYS[3], 'kind', 'scopes', 'meeting', ARGV[3], 'gone', 'person:' .. ARGV[4])
end
return { 'ok', gone }
