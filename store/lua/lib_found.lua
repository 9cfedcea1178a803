-- What the search is told of a room's lines.

-- say_posted leaves it to the followers to let the search know of a new line, unless that is left to them already: whoever does
-- it reads all lines there are by then, and notes how far that was. before is the last line that was posted before and the
-- last that the search knows, as HMGET answers them; n is the new line. Of very many lines one leaves it to them all the same:
-- what was left before may have been given up, and else the search would never hear of the room again.
local function say_posted(outbox, topic, posted, found, n)
  if not posted or tonumber(posted) <= tonumber(found or 0) or n % 100 == 0 then follow(outbox, 'kind', 'lines', 'room', topic) end
end

-- say_changed leaves the same to them for a line that has changed, and names who it was told it is meant for, and is not any more.
local function say_changed(outbox, topic, line, gone)
  follow(outbox, 'kind', 'lines', 'room', topic, 'line', line, 'gone', gone or '')
end
