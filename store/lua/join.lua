-- Lets a person into an instance. What lies here decides; of what lies elsewhere (the course, the person) the asker has
-- read before, and looks again after. Should the asker be gone by then, the followers look.
-- KEYS: instance, meeting, invited, present, attended, visits, room, events, outbox, seen, signs, roster,
--       banned
-- ARGV: now, channel, topic, person, 1 when the person may enter for what lies elsewhere, 1 when of the staff: who is so comes
--       onto the roster only when expected
-- Returns: {'ok'}
-- Refuses: inactive, already, banned, forbidden, locked, asked in this order
local now, person = clock(), ARGV[4]
local meeting = redis.call('HMGET', KEYS[2], 'id', 'deleted', 'public', 'host')
if not meeting[1] or meeting[2] or not is_open(KEYS[1], now) then return refuse('inactive') end
if redis.call('ZSCORE', KEYS[4], person) then return refuse('already') end
local staff = ARGV[6] == '1' or meeting[4] == person
if not staff and redis.call('ZSCORE', KEYS[13], person) then return refuse('banned') end
if not staff and ARGV[5] ~= '1' and meeting[3] ~= '1' and redis.call('SISMEMBER', KEYS[3], person) == 0 then
  return refuse('forbidden')
end
-- Who was let out unseen is of those inside, and comes back though nobody new may.
local new = redis.call('HGET', KEYS[11], person) ~= 'lost'
if new and not staff and redis.call('HEXISTS', KEYS[7], 'locked') == 1 then return refuse('locked') end
redis.call('ZADD', KEYS[4], whole(now), person)
redis.call('ZADD', KEYS[5], 'NX', whole(now), person)
redis.call('ZREM', KEYS[10], person) -- of an earlier stay
redis.call('HDEL', KEYS[11], person)
local came = tonumber(redis.call('ZSCORE', KEYS[12], person) or ARGV[6] == '1' and 2 or 0)
if came < 2 then redis.call('ZADD', KEYS[12], whole(now), person) end
note_visit(KEYS[6], 'join', person, now)
tell(KEYS[7], KEYS[8], ARGV[3], 'join', person, now)
follow(KEYS[9], 'kind', 'joined', 'room', ARGV[3], 'person', person, 'at', whole(now))
ring('active', 'state')
return { 'ok' }
