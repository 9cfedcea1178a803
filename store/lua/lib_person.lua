-- What the scripts about a person share: the order of their keys, how a person is listed and searched, and the audit.
local PERSON, ASKER, USERNAMES, EMAILS, CONFIRMED, EXTERNALS, ADMINS = unpack(KEYS, 1, 7)
local NAMES, WORDS, CARDS, OUTBOX, AUDIT, TRAIL, SESSIONS = unpack(KEYS, 8, 14)
local ID, ASKING, FROM = ARGV[3], ARGV[4], ARGV[5]

local function person(key)
  local fields, p = redis.call('HGETALL', key), {}
  for i = 1, #fields, 2 do p[fields[i]] = fields[i + 1] end
  return p
end

local function entry(kind, what)
  return { 'kind', kind, 'who', ASKING, 'whom', ID, 'from', FROM, 'at', whole(clock()), 'what', what or '' }
end

-- note adds what was done to the audit and to the person's trail. What says who they are is for the trail alone, which goes
-- with them: own, in the place of what.
local function note(kind, what, own)
  redis.call('XADD', AUDIT, '*', unpack(entry(kind, what)))
  redis.call('XADD', TRAIL, 'MAXLEN', '~', 1000, '*', unpack(entry(kind, own or what)))
end

-- void ends all sessions and tokens of the person: they hold for other rights than the person has now. Their records go away by
-- themselves; until then they stay listed, by an end below zero, for they say from where somebody came, and must go with them.
local function void()
  local held = redis.call('ZRANGE', SESSIONS, '(0', '+inf', 'BYSCORE', 'WITHSCORES')
  for i = 1, #held, 2 do redis.call('ZADD', SESSIONS, '-' .. held[i + 1], held[i]) end
end

-- isAdmin says whether this person counts for a campus that must not be without one.
local function isAdmin(p) return p.role == 'admin' and p.status == 'active' end

-- stillAdmin says whether who made something out, '' for Stoa itself, may still: what an admin has given lapses with the right.
local function stillAdmin(by) return by == '' or redis.call('SISMEMBER', ADMINS, by) == 1 end

-- noteChange adds a change to the audit: a role and a status with what they were, of all else only its name.
local function noteChange(old, new, changed)
  local rest = {}
  for _, field in ipairs(changed) do
    if field == 'role' or field == 'status' then
      note(field, old[field] .. ' ' .. new[field])
    else
      rest[#rest + 1] = field
    end
  end
  if #rest > 0 then note('edited', table.concat(rest, ' ')) end
end
