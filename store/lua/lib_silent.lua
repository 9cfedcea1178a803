-- Which lines nobody has to read: notices, and what was deleted. It stands on lib_runs.

-- silence counts a line among them, in a room where lines are counted that somebody has not read.
local function silence(room, topic, line)
  if string.sub(topic, 1, 5) ~= 'room:' then return end
  redis.call('HSET', room, 'notices', run_words(runs((redis.call('HGET', room, 'notices') or '') .. ' ' .. whole(line))))
end

