-- Keeps a sign-in of which the first factor was proved. Its hash is new, so done twice it is one.
-- KEYS: half sign-in
-- ARGV: now, channel, person, rights that were checked, lifetime in seconds, hash of a password that is to be theirs or ''
-- Returns: {'ok'}
redis.call('HSET', KEYS[1], 'person', ARGV[3], 'rights', ARGV[4], 'until', whole(clock() + ARGV[5] * 1000),
  'password', ARGV[6])
redis.call('EXPIRE', KEYS[1], ARGV[5])
return { 'ok' }
