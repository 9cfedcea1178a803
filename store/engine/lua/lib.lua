-- What every script begins with (scripts.go puts it there). All scripts follow the same manners:
--   ARGV[1] is now in milliseconds, or '' for Redis' own clock; only tests give one.
--   ARGV[2] is the channel of the doorbells.
--   The answer is an array of strings and numbers; the first is a word that says how it went.
--   A refusal is the word 'refused' and which one it is. It changes nothing.
--   What a person asks for ends in remember.lua, which knows what was answered before.

local DAY = 86400

local function clock()
  if ARGV[1] ~= '' then return tonumber(ARGV[1]) end
  local t = redis.call('TIME')
  return t[1] * 1000 + math.floor(t[2] / 1000)
end

-- whole writes a number without exponent or point: milliseconds need 13 digits.
local function whole(n) return string.format('%.0f', n) end

local function refuse(word) return { 'refused', word } end

-- ring tells every Stoa that what one reads under a state topic has changed.
local function ring(topic, kind)
  redis.call('PUBLISH', ARGV[2], cjson.encode({ topic = topic, kind = kind }))
end

-- follow leaves work for another partition. Fields are kind and what it is about; the followers read the rest. One ring
-- is enough for all that a script leaves: nobody sees any of it before the script has ended.
local rung = false
local function follow(outbox, ...)
  redis.call('XADD', outbox, '*', ...)
  if not rung then ring('outbox', 'work') end
  rung = true
end

