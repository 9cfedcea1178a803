-- What the scripts about rooms share.

-- tell appends an event to a room's log and rings with all that stands in the entry, so that who was listening need not
-- read it. left is who an end let out, if any. It returns the entry's id.
local function tell(room, events, topic, kind, ref, at, left)
  local n = redis.call('HINCRBY', room, 'events', 1)
  local bell = { topic = topic, kind = kind, n = n, ref = tonumber(ref), at = at }
  if left and #left > 0 then
    bell.left = left
    bell.id = redis.call('XADD', events, '*', 'n', n, 'kind', kind, 'ref', ref, 'at', whole(at), 'left', cjson.encode(left))
  else
    bell.id = redis.call('XADD', events, '*', 'n', n, 'kind', kind, 'ref', ref, 'at', whole(at))
  end
  redis.call('PUBLISH', ARGV[2], cjson.encode(bell))
  return bell.id
end

-- revise counts a change of an instance or a meeting: calendars elsewhere take no older one for a newer.
local function revise(key, at)
  redis.call('HINCRBY', key, 'sequence', 1)
  redis.call('HSET', key, 'changed', whole(at))
end

-- note_visit keeps when somebody came or went: what attendance is counted from.
local function note_visit(visits, what, person, at)
  redis.call('RPUSH', visits, what .. ' ' .. person .. ' ' .. whole(at))
end

