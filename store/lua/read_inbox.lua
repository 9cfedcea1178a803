-- Reads a page of somebody's notifications, the newest first. The one that the page goes on after need not be there any more.
-- KEYS: inbox, its notifications, those unread
-- ARGV: now, channel, when and which one to go on after ('' for the start), limit
-- Returns: how many are unread, which of all unread came last ('' for none), then of each: which one it is, when, what it says,
-- 1 while it is unread
local at, after, start = ARGV[3], ARGV[4], 0
if after ~= '' then
  local rank = redis.call('ZREVRANK', KEYS[1], after)
  start = rank and rank + 1 or redis.call('ZCOUNT', KEYS[1], '(' .. at, '+inf')
  while not rank do
    local next = redis.call('ZREVRANGE', KEYS[1], start, start, 'WITHSCORES')
    if not next[1] or tonumber(next[2]) < tonumber(at) or next[1] < after then break end
    start = start + 1
  end
end
local last = redis.call('ZREVRANGE', KEYS[3], 0, 0, 'WITHSCORES')
local answer = { redis.call('ZCARD', KEYS[3]), last[2] or '' }
local page = redis.call('ZREVRANGE', KEYS[1], start, start + ARGV[5] - 1, 'WITHSCORES')
for i = 1, #page, 2 do
  local unread = redis.call('ZSCORE', KEYS[3], page[i]) and 1 or 0
  for _, part in ipairs({ page[i], page[i + 1], redis.call('HGET', KEYS[2], page[i]) or '', unread }) do
    answer[#answer + 1] = part
  end
end
return answer
