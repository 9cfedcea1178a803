-- What every script begins with (scripts.go puts it there). All scripts follow the same manners:
--   ARGV[1] is now in milliseconds, or '' for Redis' own clock; only tests give one.
--   ARGV[2] is the channel of the doorbells.
--   The answer is an array of strings and numbers; the first is a word that says how it went.
--   A change is remembered under its operation key for a day with its answer, so that it can be sent again; a refusal
--   is not, for it changed nothing.

local DAY = 86400

local function clock()
  if ARGV[1] ~= '' then return tonumber(ARGV[1]) end
  local t = redis.call('TIME')
  return t[1] * 1000 + math.floor(t[2] / 1000)
end

-- whole writes a number without exponent or point: milliseconds need 13 digits.
local function whole(n) return string.format('%.0f', n) end

local function answered(key)
  local kept = redis.call('GET', key)
  return kept and cjson.decode(kept)
end

local function answer(key, result)
  redis.call('SET', key, cjson.encode(result), 'EX', DAY)
  return result
end

-- is_open reports whether an instance is open. Its times decide; but one whose end has been told stays over, though the
-- clock be behind after a fail-over: nothing happens in a room after its end.
local function is_open(instance, now)
  local found = redis.call('HMGET', instance, 'from', 'to', 'cancelled', 'closed')
  return found[1] and not found[3] and not found[4] and now >= tonumber(found[1]) and now < tonumber(found[2])
end

-- ring tells every Stoa that what one reads under a state topic has changed.
local function ring(topic, kind)
  redis.call('PUBLISH', ARGV[2], cjson.encode({ topic = topic, kind = kind }))
end

-- follow leaves work for another partition. Fields are kind and what it is about; the followers read the rest.
local function follow(outbox, ...)
  redis.call('XADD', outbox, '*', ...)
  ring('outbox', 'work')
end

-- tell appends an event to a room's log and rings with all that stands in the entry, so that who was listening need not
-- read it. It returns the entry's id.
local function tell(room, events, topic, kind, ref, at)
  local n = redis.call('HINCRBY', room, 'events', 1)
  local id = redis.call('XADD', events, '*', 'n', n, 'kind', kind, 'ref', ref, 'at', whole(at))
  redis.call('PUBLISH', ARGV[2], cjson.encode({ topic = topic, kind = kind, id = id, n = n, ref = tonumber(ref), at = at }))
  return id
end

