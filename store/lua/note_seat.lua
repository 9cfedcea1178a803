-- Copies how a person stands in a course into the person's own list. The truth was read just before; its reading is
-- ordered by the outbox entry that caused it, so an older one never overwrites a newer one. Done twice it
-- changes nothing.
-- KEYS: the person's courses
-- ARGV: now, channel, course, outbox entry id as sortable text, status (enrolled, waiting, none)
-- Returns: {'ok'}, {'old'}
local kept = redis.call('HGET', KEYS[1], ARGV[3])
if kept and string.sub(kept, 1, #ARGV[4]) > ARGV[4] then return { 'old' } end
redis.call('HSET', KEYS[1], ARGV[3], ARGV[4] .. ' ' .. ARGV[5])
return { 'ok' }
