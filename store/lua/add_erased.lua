-- Notes what a job of taking somebody out has to do with: rooms, lines or files. Of one that is done nothing is noted. Done twice it
-- changes nothing.
-- KEYS: the job, a set of it
-- ARGV: now, channel, members
-- Returns: {'ok'}
if redis.call('HEXISTS', KEYS[1], 'name') == 1 and #ARGV > 2 then redis.call('SADD', KEYS[2], unpack(ARGV, 3)) end
return { 'ok' }
