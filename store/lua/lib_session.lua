-- How a session begins. It stands on lib_person.

-- open keeps a session: its hash, kind, name, agent and lifetime in seconds stand in ARGV from a place on. The person's
-- list of sessions lives as long as the longest of them. It returns the session's end.
local function open(session, rights, at)
  local hash, kind, name, agent, life = unpack(ARGV, at, at + 4)
  local now = clock()
  local ends = whole(now + life * 1000)
  redis.call('HSET', session, 'kind', kind, 'rights', rights, 'name', name, 'agent', agent, 'from', FROM,
    'started', whole(now), 'ends', ends)
  redis.call('EXPIRE', session, life)
  redis.call('ZREMRANGEBYSCORE', SESSIONS, '-' .. whole(now), whole(now))
  redis.call('ZADD', SESSIONS, ends, hash)
  if redis.call('TTL', SESSIONS) < tonumber(life) then redis.call('EXPIRE', SESSIONS, life) end
  return tonumber(ends)
end
