-- Brings the copy of a person's name in step that stands with a course or a meeting. Each name has the number of the
-- rename that gave it: of two copies that race the later stays. Done twice it changes nothing.
-- KEYS: course or meeting, outbox
-- ARGV: now, channel, the field that has the person (teacher, host), person, name, its number, the topic of who reads it,
--       then what follows from another name as pairs, if anything
-- Returns: {'ok'}, {'old'} when it is somebody else's by now, or has a later name
local field, person = ARGV[3], ARGV[4]
local found = redis.call('HMGET', KEYS[1], field, field .. '_name', field .. '_named')
local kept = string.match(found[3] or '', '^' .. person .. ' (%d+)$')
if found[1] ~= person or tonumber(kept or 0) > tonumber(ARGV[6]) then return { 'old' } end
redis.call('HSET', KEYS[1], field .. '_name', ARGV[5], field .. '_named', person .. ' ' .. ARGV[6])
if found[2] == ARGV[5] then return { 'ok' } end
if #ARGV > 7 then follow(KEYS[2], unpack(ARGV, 8)) end
ring(ARGV[7], 'state')
return { 'ok' }
