-- Gives a line a reaction of somebody's, or takes it back. Who gave what is a set; beside it stands for each line what a page
-- shows of that: the reactions in the order in which they were first given, how often, and by whom, of many some.
-- KEYS: room, lines, events, who reacted, the lines' reactions, then those of the gate
-- ARGV: now, channel, topic, person, line, name, 1 to give or 0 to take back, how many people stand beside the count,
--       1 when the person is of the room's staff for what lies elsewhere
-- Returns: {'ok'}, {'same'} when it was so already
-- Refuses: missing, deleted, and what the gate says
local person, line, name = ARGV[4], ARGV[5], ARGV[6]
local now = clock()
local no = may_react(6, person, now, ARGV[9])
if no then return refuse(no) end
local kept = redis.call('HGET', KEYS[2], line)
if not kept then return refuse('missing') end
local said = cjson.decode(kept)
if said.notice then return refuse('missing') end
if said.deleted then return refuse('deleted') end
local range = line .. ' ' .. name .. ' '
local changed
if ARGV[7] == '1' then
  changed = redis.call('ZADD', KEYS[4], 0, range .. person)
else
  changed = redis.call('ZREM', KEYS[4], range .. person)
end
if changed == 0 then return { 'same' } end

local from, to = '[' .. range, '(' .. range .. '~'
local count = redis.call('ZLEXCOUNT', KEYS[4], from, to)
local mine = name .. ' ' .. count
for _, member in ipairs(redis.call('ZRANGEBYLEX', KEYS[4], from, to, 'LIMIT', 0, ARGV[8])) do
  mine = mine .. ' ' .. string.sub(member, #range + 1)
end
local all, found = {}, false
for one in string.gmatch(redis.call('HGET', KEYS[5], line) or '', '[^;]+') do
  local same = string.match(one, '^%S+') == name
  found = found or same
  if not same then all[#all + 1] = one elseif count > 0 then all[#all + 1] = mine end
end
if not found then all[#all + 1] = mine end
if #all > 0 then redis.call('HSET', KEYS[5], line, table.concat(all, ';')) else redis.call('HDEL', KEYS[5], line) end
tell(KEYS[1], KEYS[3], ARGV[3], 'reacted', line, now)
return { 'ok' }
