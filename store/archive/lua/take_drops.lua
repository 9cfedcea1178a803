-- Takes files that are to be removed from their layers, for a time. One that is registered there again is not removed. Done twice it
-- takes others.
-- KEYS: facts, drops, dropping
-- ARGV: now, channel, how many at most, for how many ms
-- Returns: table/path and layer, with a line feed between, of each
local now, most, taken = clock(), tonumber(ARGV[3]), {}
for _, from in ipairs({ KEYS[3], KEYS[2] }) do
  for _, member in ipairs(redis.call('ZRANGEBYSCORE', from, '-inf', now, 'LIMIT', 0, most - #taken)) do
    local name, layer = string.match(member, '^(.*)\n(.*)$')
    local facts = redis.call('HGET', KEYS[1], name)
    redis.call('ZREM', from, member)
    if not facts or read_facts(facts).layer ~= layer then
      redis.call('ZADD', KEYS[3], now + ARGV[4], member)
      taken[#taken + 1] = member
    end
  end
end
return { 'ok', unpack(taken) }
