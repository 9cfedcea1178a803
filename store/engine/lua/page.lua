-- Reads a page of a sorted set, from a member on. Members of one score neither vanish nor repeat between pages, and the
-- member that the page goes on after need not be there any more.
-- KEYS: the set
-- ARGV: now, channel, score and member to go on after, limit, 1 to read backwards
-- Returns: member and score in turn
local key, score, member, limit = KEYS[1], ARGV[3], ARGV[4], tonumber(ARGV[5])
local back = ARGV[6] == '1'
local range = back and 'ZREVRANGE' or 'ZRANGE'
local start
local rank = redis.call(back and 'ZREVRANK' or 'ZRANK', key, member)
if rank and tonumber(redis.call('ZSCORE', key, member)) == tonumber(score) then
  start = rank + 1
else
  start = back and redis.call('ZCOUNT', key, '(' .. score, '+inf') or redis.call('ZCOUNT', key, '-inf', '(' .. score)
  while true do
    local next = redis.call(range, key, start, start, 'WITHSCORES')
    if not next[1] or tonumber(next[2]) ~= tonumber(score) then break end
    if back and next[1] < member or not back and next[1] > member then break end
    start = start + 1
  end
end
return redis.call(range, key, start, start + limit - 1, 'WITHSCORES')
