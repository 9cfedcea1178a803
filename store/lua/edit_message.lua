-- Changes a line's text, or takes it away but for a trace. What was said before is gone from here on: no replay has it,
-- for the log names lines and never quotes them.
-- KEYS: instance, room, lines, events, op
-- ARGV: now, channel, topic, line, person, edit or delete, body, 1 when the person is of the staff
-- Returns: {'ok'}, {'missing'}, {'foreign'}, {'inactive'} for an edit after the end
local done = answered(KEYS[5])
if done then return done end
local kept = redis.call('HGET', KEYS[3], ARGV[4])
if not kept then return { 'missing' } end
local line, now = cjson.decode(kept), clock()
if line.deleted then return { 'missing' } end
local own = whole(line.author) == ARGV[5]
if ARGV[6] == 'edit' then
  if not own then return { 'foreign' } end
  if not is_open(KEYS[1], now) then return { 'inactive' } end
  line.body, line.edited = ARGV[7], true
else
  if not own and ARGV[8] ~= '1' then return { 'foreign' } end
  line.body, line.client, line.deleted = '', '', true
end
redis.call('HSET', KEYS[3], ARGV[4], cjson.encode(line))
tell(KEYS[2], KEYS[4], ARGV[3], ARGV[6] == 'edit' and 'edited' or 'deleted', ARGV[4], now)
return answer(KEYS[5], { 'ok' })
