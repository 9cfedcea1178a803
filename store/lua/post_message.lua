-- Posts a line: stores it, gives it its number in the room, records the event and rings, in one step, so that what was
-- announced is stored and both have one order. The event names the line; its text is read when it is drawn, so that what
-- is edited or deleted later does not come back by replay.
-- KEYS: instance, present, room, lines, events, what the person said, op
-- ARGV: now, channel, topic, person, body, client id, line replied to (0 for none), ms within which a line follows on
-- Returns: {'ok', number}, {'inactive'}, {'absent'}, {'noreply'} when the line replied to does not exist
local done = answered(KEYS[7])
if done then return done end
local now, person = clock(), ARGV[4]
if not is_open(KEYS[1], now) then return { 'inactive' } end
if not redis.call('ZSCORE', KEYS[2], person) then return { 'absent' } end
local reply = tonumber(ARGV[7])
if reply > 0 and redis.call('HEXISTS', KEYS[4], ARGV[7]) == 0 then return { 'noreply' } end

local last = redis.call('HMGET', KEYS[3], 'speaker', 'spoke')
local follows = last[1] == person and now - tonumber(last[2]) < tonumber(ARGV[8])
local n = redis.call('HINCRBY', KEYS[3], 'lines', 1)
redis.call('HSET', KEYS[3], 'speaker', person, 'spoke', whole(now))
redis.call('HSET', KEYS[4], n, cjson.encode({
  author = tonumber(person), at = now, body = ARGV[5], client = ARGV[6], reply = reply, follows = follows,
}))
redis.call('RPUSH', KEYS[6], n)
tell(KEYS[3], KEYS[5], ARGV[3], 'message', n, now)
return answer(KEYS[7], { 'ok', n })
