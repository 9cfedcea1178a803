-- Notes how far the job of taking somebody out is, and when another may take it up. Done twice it changes nothing but that time.
-- KEYS: erasures, the job
-- ARGV: now, channel, person, number of the taking, in how many ms another may, 1 when it goes on, else 0, the fields as a JSON object
-- Returns: {'ok'}
-- Refuses: lost (another has it, or it is done)
if redis.call('HGET', KEYS[2], 'fence') ~= ARGV[4] or not redis.call('ZSCORE', KEYS[1], ARGV[3]) then return refuse('lost') end
for field, value in pairs(cjson.decode(ARGV[7])) do redis.call('HSET', KEYS[2], field, value) end
if ARGV[6] == '0' then redis.call('HINCRBY', KEYS[2], 'fence', 1) end -- who lets it go has it no more
redis.call('ZADD', KEYS[1], whole(clock() + ARGV[5]), ARGV[3])
return { 'ok' }
