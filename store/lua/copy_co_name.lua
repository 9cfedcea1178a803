-- Brings the copy of a co-teacher's name in step that stands with a course. Each name has the number of the rename that
-- gave it: of two copies that race the later stays. Done twice it changes nothing.
-- KEYS: course, outbox
-- ARGV: now, channel, course, person, name, its number
-- Returns: {'ok'}, {'old'} when they are none of its co-teachers, or have this name or a later one
local people = redis.call('HGET', KEYS[1], 'co_teachers')
local all, number, changed = people and people ~= '' and cjson.decode(people) or {}, tonumber(ARGV[6]), false
for _, one in ipairs(all) do
  if whole(one.id) == ARGV[4] and (one.named or 0) <= number then
    changed = changed or one.name ~= ARGV[5]
    one.name, one.named = ARGV[5], number
  end
end
if not changed then return { 'old' } end
redis.call('HSET', KEYS[1], 'co_teachers', cjson.encode(all))
follow(KEYS[2], 'kind', 'course', 'course', ARGV[3])
ring('course:' .. ARGV[3], 'state')
return { 'ok' }
