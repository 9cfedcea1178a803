-- Takes one try out of a bucket that refills steadily, or gives one back (GCRA, the generic cell rate algorithm of ATM
-- Forum TM 4.0: the theoretical arrival time is all that is kept). Done twice it counts two tries: one waits a little
-- longer.
-- KEYS: bucket
-- ARGV: now, channel, milliseconds for one try to come back, how many tries fit in, 1 to take or -1 to give back
-- Returns: {'ok'}, {'wait', milliseconds}
local now, step, size, take = clock(), tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local due = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now) + step * take
local wait = due - now - step * size
if take > 0 and wait > 0 then return { 'wait', math.ceil(wait) } end
if due <= now then
  redis.call('DEL', KEYS[1])
else
  redis.call('SET', KEYS[1], whole(due), 'PX', whole(due - now))
end
return { 'ok' }
