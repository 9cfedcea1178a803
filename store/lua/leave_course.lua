-- Takes somebody who was erased out of a course's co-teachers. Done twice it changes nothing.
-- KEYS: course, outbox
-- ARGV: now, channel, course, person
-- Returns: {'ok'}, {'old'} when they are none of them
local were = without(ARGV[4])
if not were then return { 'old' } end
follow(KEYS[2], 'kind', 'course', 'course', ARGV[3])
follow(KEYS[2], 'kind', 'taught', 'course', ARGV[3], 'teacher', redis.call('HGET', KEYS[1], 'teacher'), 'co_teachers', were)
ring('course:' .. ARGV[3], 'state')
return { 'ok' }
