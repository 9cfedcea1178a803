-- Posts a line: stores it, gives it its number in the room, records the event and rings, in one step, so that what was
-- announced is stored and both have one order. The event names the line; its text is read when it is drawn, so that what
-- is edited or deleted later does not come back by replay.
-- KEYS: room, lines, events, what the person said, outbox, then those of the gate
-- ARGV: now, channel, topic, person, body, client id, line replied to (0 for none), ms within which a line follows on,
--   the ids of whom it mentions, 1 when the person is of the room's staff for what lies elsewhere, 1 when lines of this room
--   are searched
-- Returns: {'ok', number}
-- Refuses: noreply when the line replied to does not exist, replygone when it was deleted, and what the gate says
local now, person = clock(), ARGV[4]
local no, wait = may_speak(6, person, now, ARGV[10], KEYS[4])
if no then return { 'refused', no, wait } end
local reply = tonumber(ARGV[7])
local answers = reply > 0 and redis.call('HGET', KEYS[2], ARGV[7])
if reply > 0 and not answers then return refuse('noreply') end
local answered = answers and cjson.decode(answers) or {}
if answered.notice then return refuse('noreply') end
if answered.deleted then return refuse('replygone') end

local last = redis.call('HMGET', KEYS[1], 'speaker', 'spoke', 'posted', 'found')
local follows = last[1] == person and now - tonumber(last[2]) < tonumber(ARGV[8])
local n = redis.call('HINCRBY', KEYS[1], 'lines', 1)
redis.call('HSET', KEYS[1], 'speaker', person, 'spoke', whole(now), 'posted', n)
redis.call('HSET', KEYS[2], n, cjson.encode({
  author = tonumber(person), at = now, body = ARGV[5], client = ARGV[6], reply = reply, follows = follows,
  told = mention(KEYS[5], nil, ARGV[9], ARGV[3], n, person, now),
}))
if redis.call('RPUSH', KEYS[4], n) == 1 and string.sub(ARGV[3], 1, 5) == 'room:' then -- nobody has joined such a room
  follow(KEYS[5], 'kind', 'joined', 'room', ARGV[3], 'person', person, 'at', whole(now), 'line', n)
end
if ARGV[11] == '1' then say_posted(KEYS[5], ARGV[3], last[3], last[4], n) end
tell(KEYS[1], KEYS[3], ARGV[3], 'message', n, now)
return { 'ok', n }
