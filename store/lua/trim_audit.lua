-- Removes from the audit what is older than it is kept. Done twice it removes nothing more.
-- KEYS: audit, sign-ins, failures
-- ARGV: now, channel, for how many milliseconds it is kept
-- Returns: {'ok'}
for i = 1, 3 do redis.call('XTRIM', KEYS[i], 'MINID', '=', whole(clock() - ARGV[3])) end
return { 'ok' }
