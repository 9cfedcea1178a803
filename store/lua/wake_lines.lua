-- Brings lines of a room back. One that is there stays as it is: it was changed after its date was archived. Done twice it changes
-- nothing.
-- KEYS: room, lines
-- ARGV: now, channel, the turn, then number and text of each line
-- Returns: {'ok'}, {'awake'} when another has brought back all, {'lost'} when they are being let go again
local turn = redis.call('HGET', KEYS[1], 'released')
if turn ~= ARGV[3] then return { turn and 'lost' or 'awake' } end
for i = 4, #ARGV, 2 do redis.call('HSETNX', KEYS[2], ARGV[i], ARGV[i + 1]) end
return { 'ok' }
