-- Mutes somebody in a room that outlives meetings, or bans them from it, or lifts that, and says so in it. What is so already is a
-- success without a word. Their open pages look again at once.
-- KEYS: room, lines, events, outbox, who is muted or banned, then those of the gate
-- ARGV: now, channel, topic, asker, what lies elsewhere of the asker's right, whom, what lies elsewhere of theirs, muted, unmuted,
--       banned or lifted, the person's topic
-- Returns: {'ok'}
-- Refuses: staff, own, protected, and what the gate says
local now, topic, asker, whom, what = clock(), ARGV[3], ARGV[4], ARGV[6], ARGV[8]
if not may_keep(6, asker, ARGV[5]) then return refuse('staff') end
if asker == whom then return refuse('own') end
if may_keep(6, whom, ARGV[7]) then return refuse('protected') end

local changed
if what == 'muted' or what == 'banned' then
  changed = redis.call('ZADD', KEYS[5], 'NX', whole(now), whom)
else
  changed = redis.call('ZREM', KEYS[5], whom)
end
if changed == 0 then return { 'ok' } end
notice(KEYS[1], KEYS[2], KEYS[3], topic, what, asker, whom, now)
override(KEYS[4], 'sanctioned', asker, whom, what .. ' ' .. topic, now)
if what == 'banned' then follow(KEYS[4], 'kind', 'banned', 'room', topic, 'person', whom) end
ring(ARGV[9], 'rights')
return { 'ok' }
