-- Which version a meeting is of: every change of what is planned makes another.

-- stale returns why a change must not be made: it was made from another version than the meeting has, or what was read before
-- it, such as that no dates are at the same time, holds no more. '' is any version.
local function stale(meeting, seen, known)
  local version = redis.call('HGET', meeting, 'version') or '1'
  if seen ~= '' and seen ~= version then return 'meanwhile' end
  if known ~= '' and known ~= version then return 'again' end
end

-- renew makes another version, in which fields have changed.
local function renew(meeting, fields)
  local version = whole((redis.call('HGET', meeting, 'version') or 1) + 1)
  redis.call('HSET', meeting, 'version', version)
  for _, field in ipairs(fields) do redis.call('HSET', meeting, 'since:' .. field, version) end
end

-- note_edit makes another version of what an edit has changed, fields and the audience; an edit of nothing makes none.
local function note_edit(meeting, changes, audience)
  local fields = audience and { 'audience' } or {}
  for field in pairs(changes) do fields[#fields + 1] = field end
  if #fields > 0 then renew(meeting, fields) end
end
