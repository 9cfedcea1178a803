-- What the search is told of a room's lines.

-- say_posted leaves it to the followers to let the search know of a new line, unless that is left to them already: whoever does
-- it reads all lines there are by then, and notes how far that was. before is the last line that was posted before and the
-- last that the search knows, as HMGET answers them.
local function say_posted(outbox, topic, posted, found)
  if not posted or tonumber(posted) <= tonumber(found or 0) then follow(outbox, 'kind', 'lines', 'room', topic) end
end

-- say_changed leaves the same to them for a line that has changed.
local function say_changed(outbox, topic, line) follow(outbox, 'kind', 'lines', 'room', topic, 'line', line) end
