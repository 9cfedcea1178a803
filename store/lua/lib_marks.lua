-- How far people have read. KEYS[1] is a person's marks, KEYS[2] what is meant for them and unread, KEYS[3] their notifications
-- that are unread: what is read in its room is read there too. It stands on lib_runs.

-- marked returns how far somebody has read in a room, how often they have set that back, what they have said after it, and what was
-- the room's last line when they set it back: up to there what is their own counts as unread like the rest.
local function marked(room)
  local line, times, since, own = string.match(redis.call('HGET', KEYS[1], room) or '0 0', '^(%d+) (%d+)%.?(%d*) ?([ %-%d]*)$')
  return tonumber(line), tonumber(times), own, tonumber(since) or 0
end

-- read_on returns how far somebody has read who has read to a line and has said others, and what they have said after it: what
-- follows right upon what they have read is read with it.
local function read_on(line, own)
  local left = {}
  for _, run in ipairs(runs(own)) do
    if run[1] > line + 1 then left[#left + 1] = run else line = math.max(line, run[2]) end
  end
  return line, run_words(left)
end

-- keep_mark keeps how far somebody has read, and returns what read_on does.
local function keep_mark(room, line, times, own, since)
  line, own = read_on(line, own)
  local back = since > line and '.' .. whole(since) or ''
  redis.call('HSET', KEYS[1], room, whole(line) .. ' ' .. whole(times) .. back .. (own ~= '' and ' ' .. own or ''))
  return line, own
end

-- read_told marks as read what was told of a room's lines up to one, and says how many that were. It looks through all that is
-- unread, which is bounded: of many lines the oldest are counted no more, but were told.
local function read_told(room, after)
  local begins, read = 'mention.' .. room .. '.', 0
  for _, id in ipairs(redis.call('ZRANGE', KEYS[3], 0, -1)) do
    local line = string.sub(id, 1, #begins) == begins and tonumber(string.sub(id, #begins + 1))
    if line and line <= after then read = read + redis.call('ZREM', KEYS[3], id) end
  end
  return read
end

-- keep_meant keeps those lines that are meant for somebody that come after a line, at most so many, and rings: what has changed of
-- the room stands in the bell, and another one rings when something that was told is read with it.
local function keep_meant(room, lines, after, times, own, topic)
  local most = 99
  local left, read, count = {}, 0, 0
  for n in string.gmatch(lines, '%d+') do
    count = count + 1
    if tonumber(n) > after then left[#left + 1] = n
    else read = read + redis.call('ZREM', KEYS[3], 'mention.' .. room .. '.' .. n) end
  end
  if count >= most then read = read + read_told(room, after) end
  if #left == 0 then read = read + redis.call('ZREM', KEYS[3], 'private.' .. room) end
  local kept = math.min(#left, most)
  if kept > 0 then
    redis.call('HSET', KEYS[2], room, table.concat(left, ' ', #left - kept + 1))
  else
    redis.call('HDEL', KEYS[2], room)
  end
  local bell = { topic = topic, kind = 'read', room = room, ref = after, marked = times, own = own, meant = kept }
  redis.call('PUBLISH', ARGV[2], cjson.encode(bell))
  if read > 0 then ring(topic, 'state') end
end
