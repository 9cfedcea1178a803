-- Keeps an outbox for who has it. Done twice it keeps it a little longer.
-- KEYS: lease
-- ARGV: now, channel, token, ms
-- Returns: {'ok'}, {'lost'} when another has it
if redis.call('GET', KEYS[1]) ~= ARGV[3] then return { 'lost' } end
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return { 'ok' }
