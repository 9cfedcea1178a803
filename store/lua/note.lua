-- Adds to the audit what no other script has a part in: that somebody was refused, or took something out. Done twice it is
-- noted twice.
-- KEYS: audit or failures, the trail of whom it is about
-- ARGV: now, channel, most entries to keep or 0 for all, 1 to add it to the trail too, kind, who, whom, from, what
-- Returns: {'ok'}
local entry = { 'kind', ARGV[5], 'who', ARGV[6], 'whom', ARGV[7], 'from', ARGV[8], 'at', whole(clock()), 'what', ARGV[9] }
if ARGV[3] == '0' then
  redis.call('XADD', KEYS[1], '*', unpack(entry))
else
  redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[3], '*', unpack(entry))
end
if ARGV[4] == '1' then redis.call('XADD', KEYS[2], 'MAXLEN', '~', 1000, '*', unpack(entry)) end
return { 'ok' }
