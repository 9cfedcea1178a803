-- Says who came online and who went since the last time, as one difference that names the one before it. Who has come and
-- gone in between is told neither. Had nobody asked for a while, then Redis was away, and no Stoa could report who is there:
-- nobody goes for a moment. Done twice within the time between two it does nothing.
-- KEYS: who stands, the Stoas, who is told, whom to look at, who is out, what is known of the ticks
-- ARGV: now, channel, topic, milliseconds between two, after how many Redis was away, and for how many nobody goes then, how
--       many people at once
-- Returns: {'ok', how many came, how many went}, {'early'}
local now, most = clock(), tonumber(ARGV[7])
local known = redis.call('HMGET', KEYS[6], 'ticked', 'calm', 'at')
local since = known[1] and now - tonumber(known[1])
if since and since >= 0 and since < tonumber(ARGV[4]) then return { 'early' } end
local calm = tonumber(known[2] or 0)
if since and (since < 0 or since >= tonumber(ARGV[5])) then calm = now + ARGV[6] end
redis.call('HSET', KEYS[6], 'ticked', whole(now), 'calm', whole(calm))
local look = redis.call('SPOP', KEYS[4], most)
if now >= calm then
  for _, member in ipairs(redis.call('ZRANGE', KEYS[1], '-inf', whole(now), 'BYSCORE', 'LIMIT', 0, most)) do
    redis.call('ZREM', KEYS[1], member)
    look[#look + 1] = string.match(member, '^%d+')
  end
  redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', whole(now))
end
redis.call('ZREMRANGEBYSCORE', KEYS[5], '-inf', whole(now))
local stoas = redis.call('ZRANGE', KEYS[2], 0, -1)
local function stands(person)
  local at = {}
  for i, stoa in ipairs(stoas) do at[i] = person .. ' ' .. stoa end
  for _, till in ipairs(#at > 0 and redis.call('ZMSCORE', KEYS[1], unpack(at)) or {}) do
    if till and tonumber(till) > now then return true end
  end
  return false
end
local came, went = {}, {}
for _, person in ipairs(look) do
  if stands(person) then
    if redis.call('ZADD', KEYS[3], person, person) == 1 then came[#came + 1] = tonumber(person) end
  elseif redis.call('ZREM', KEYS[3], person) == 1 then went[#went + 1] = tonumber(person) end
end
if #came + #went > 0 then
  local from = tonumber(known[3] or 0)
  local at = math.max(now, from + 1)
  redis.call('HSET', KEYS[6], 'at', whole(at))
  redis.call('PUBLISH', ARGV[2], cjson.encode({ topic = ARGV[3], kind = 'presence', from = from, at = at,
    came = #came > 0 and came or nil, left = #went > 0 and went or nil }))
end
return { 'ok', #came, #went }
