-- How what staff do in a room is told in it. It stands on lib_room and lib_silent.

-- notice stores a line that nobody wrote, and tells of it under its own kind. rules are those of the chat, if it is about
-- them. The next line that somebody writes needs their name again.
local function notice(room, lines, events, topic, kind, who, whom, now, chat, seconds)
  local n = redis.call('HINCRBY', room, 'lines', 1)
  redis.call('HDEL', room, 'speaker', 'spoke')
  redis.call('HSET', lines, n, cjson.encode({
    author = tonumber(who), at = now, body = '', notice = kind, whom = tonumber(whom), chat = chat, seconds = tonumber(seconds),
  }))
  silence(room, topic, n)
  tell(room, events, topic, kind, n, now)
end

