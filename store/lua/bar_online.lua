-- Has somebody who may enter no more be online no longer, and for a while not again: the streams that they had are just
-- being ended, and a Stoa may report them once more. Done twice it notes a later time.
-- KEYS: who stands, the Stoas, whom to look at, who is out
-- ARGV: now, channel, person, for how many milliseconds
-- Returns: {'ok'}
local now, person = clock(), ARGV[3]
for _, stoa in ipairs(redis.call('ZRANGE', KEYS[2], 0, -1)) do redis.call('ZREM', KEYS[1], person .. ' ' .. stoa) end
redis.call('ZADD', KEYS[4], whole(now + ARGV[4]), person)
redis.call('SADD', KEYS[3], person)
return { 'ok' }
