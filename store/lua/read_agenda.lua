-- Reads what somebody may want to know of a scope's lists.
-- KEYS: open, past
-- ARGV: now, channel, now as the reader knows it, most that are open, most that come, most that are past
-- Returns: members and scores in turn: of what is open by its start, of what comes, of what is past by its end, the latest
--          first
local now = ARGV[3]
local past = {}
if ARGV[6] ~= '0' then past = redis.call('ZREVRANGE', KEYS[2], 0, ARGV[6] - 1, 'WITHSCORES') end
return {
  redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'WITHSCORES', 'LIMIT', 0, ARGV[4]),
  redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. now, '+inf', 'WITHSCORES', 'LIMIT', 0, ARGV[5]),
  past,
}
