-- Notes of people whether they have streams at a Stoa: who has counts as online for a while, who has closed the last one
-- there only for a moment more. Who is not said to be online is looked at by the next tick. Done twice it notes a later time.
-- KEYS: who stands, the Stoas, who is told, whom to look at, who is out
-- ARGV: now, channel, which Stoa, stands or closed, for how many milliseconds that counts, the persons
-- Returns: {'ok'}
local now, stoa, stands = clock(), ARGV[3], ARGV[4] == 'stands'
local till = whole(now + ARGV[5])
local told = redis.call('ZMSCORE', KEYS[3], unpack(ARGV, 6))
local out = redis.call('ZMSCORE', KEYS[5], unpack(ARGV, 6))
for i = 6, #ARGV do
  local person, barred = ARGV[i], tonumber(out[i - 5] or 0) > now
  if not stands then
    redis.call('ZADD', KEYS[1], 'XX', till, person .. ' ' .. stoa)
  elseif not barred then
    redis.call('ZADD', KEYS[1], till, person .. ' ' .. stoa)
    if not told[i - 5] then redis.call('SADD', KEYS[4], person) end
  end
end
if stands then redis.call('ZADD', KEYS[2], till, stoa) end
return { 'ok' }
