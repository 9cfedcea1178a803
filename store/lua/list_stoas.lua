-- Reads which Stoas live, and what each says of itself.
-- KEYS: those that live by until when, what they say
-- ARGV: now, channel
-- Returns: {'ok', what each says}
local answer = { 'ok' }
for _, one in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. whole(clock()), '+inf')) do
  answer[#answer + 1] = redis.call('HGET', KEYS[2], one) or nil
end
return answer
