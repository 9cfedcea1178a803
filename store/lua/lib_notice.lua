-- How what staff do in a room is told in it: nobody has to read it, so the last fifty are kept by number. It stands on lib_room.

-- notice stores a line that nobody wrote, and tells of it under its own kind. rules are those of the chat, if it is about
-- them. The next line that somebody writes needs their name again.
local function notice(room, lines, events, topic, kind, who, whom, now, chat, seconds)
  local n = redis.call('HINCRBY', room, 'lines', 1)
  redis.call('HDEL', room, 'speaker', 'spoke')
  redis.call('HSET', lines, n, cjson.encode({
    author = tonumber(who), at = now, body = '', notice = kind, whom = tonumber(whom), chat = chat, seconds = tonumber(seconds),
  }))
  if string.sub(topic, 1, 5) == 'room:' then -- where lines are counted that somebody has not read
    local silent = {}
    for one in string.gmatch((redis.call('HGET', room, 'notices') or '') .. ' ' .. whole(n), '%d+') do silent[#silent + 1] = one end
    redis.call('HSET', room, 'notices', table.concat(silent, ' ', math.max(1, #silent - 49)))
  end
  tell(room, events, topic, kind, n, now)
end

