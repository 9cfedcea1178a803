-- Takes away for good how a date was attended that is older than that is kept: when who came, who was expected, excuses, and what the
-- room's log told. Who came stays, for they may write to each other. Done twice, or by two at a time, it changes nothing more. What each
-- has of it in their own list is left to the followers.
-- KEYS: instance, roster, who was excused, visits, attended, the room's events, forgetting, outbox
-- ARGV: now, channel, meeting:order
-- Returns: {'ok', 1 when it was done, else 0}
local date = redis.call('HMGET', KEYS[1], 'archived', 'closed', 'cancelled', 'from')
local never = date[3] and tonumber(date[3]) < tonumber(date[4]) -- it did not take place, and is in no archive
if not never and not (date[1] and (date[2] or date[3])) then
  redis.call('ZREM', KEYS[7], ARGV[3]) -- it waits again once it is archived
  return { 'ok', 0 }
end
redis.call('HSETNX', KEYS[1], 'forgotten', whole(clock()))
local people = redis.call('ZRANGE', KEYS[2], 0, -1)
if #people > 0 then follow(KEYS[8], 'kind', 'forgotten', 'date', ARGV[3], 'people', table.concat(people, ' ')) end
redis.call('UNLINK', KEYS[2], KEYS[3], KEYS[4])
local came = redis.call('ZRANGE', KEYS[5], 0, -1)
for i = 1, #came do redis.call('ZADD', KEYS[5], 1, came[i]) end
redis.call('XTRIM', KEYS[6], 'MAXLEN', 1) -- open pages know the last
redis.call('ZREM', KEYS[7], ARGV[3])
return { 'ok', 1 }
