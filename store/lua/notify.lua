-- Puts a notification into somebody's inbox, unless they would not be told so much of the course that it is about. Done
-- twice it changes nothing. Beyond the newest so many the oldest goes.
-- KEYS: inbox, its notifications, those unread, how much one is told of courses, the person's marks
-- ARGV: now, channel, the topic of who has it, id, when in ms, the notification as JSON, most, the course ('' for none), its
--       weight: news, mention or own, the room whose line it is about ('' for none), the line: who has read that by then finds
--       it among what they have read
-- Returns: {'ok'}, {'old'}, {'silent'}
local level = ARGV[9] ~= 'own' and redis.call('HGET', KEYS[4], ARGV[8]) -- of no course it says nothing
if level and not (level == 'mentions' and ARGV[9] == 'mention') then return { 'silent' } end
if redis.call('HSETNX', KEYS[2], ARGV[4], ARGV[6]) == 0 then return { 'old' } end
redis.call('ZADD', KEYS[1], ARGV[5], ARGV[4])
local read = ARGV[10] ~= '' and string.match(redis.call('HGET', KEYS[5], ARGV[10]) or '0', '^%d+')
local is_read = read and tonumber(ARGV[11]) <= tonumber(read)
if not is_read then arrive(ARGV[4]) end
keep_newest(ARGV[7])
ring(ARGV[3], is_read and 'state' or 'notification')
return { 'ok' }
