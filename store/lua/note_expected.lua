-- Notes of people that they are expected at an instance, or excused, if that was said in advance. Who has come or is excused
-- stays so, and who was expected once is for good: done twice it changes nothing. At a public meeting nobody is expected.
-- KEYS: meeting, instance, roster, excused
-- ARGV: now, channel, 1 when only an instance that is open counts, the persons
-- Returns: {'ok'}
if redis.call('HGET', KEYS[1], 'public') == '1' then return { 'ok' } end
if ARGV[3] == '1' and not is_open(KEYS[2], clock()) then return { 'ok' } end
local absent = {}
for i = 4, #ARGV do
  absent[#absent + 1] = redis.call('HEXISTS', KEYS[4], ARGV[i]) -- 1 for the excused, 0 for the absent
  absent[#absent + 1] = ARGV[i]
end
redis.call('ZADD', KEYS[3], 'NX', unpack(absent))
return { 'ok' }
