-- Writes down how far an import has come, unless another Stoa is at it. Done twice it is written once.
-- KEYS: import, file, rows
-- ARGV: now, channel, the token of who works, milliseconds after which silence is death, seconds to keep it all, the states
--       that this may follow, between spaces ('' for any), the fields to set as a JSON object (token '' gives it back), how many pieces of rows came
--       before, a piece of rows or ''
-- Returns: {'ok'}, {'held'} when another works, or {'not'} when this is not the state
local token, beat, state = unpack(redis.call('HMGET', KEYS[1], 'token', 'beat', 'state'))
if ARGV[6] ~= '' and not string.find(ARGV[6], ' ' .. (state or 'new') .. ' ', 1, true) then return { 'not' } end
if token and token ~= '' and token ~= ARGV[3] and clock() - beat < tonumber(ARGV[4]) then return { 'held' } end
redis.call('HSET', KEYS[1], 'token', ARGV[3], 'beat', whole(clock()))
for field, value in pairs(cjson.decode(ARGV[7])) do redis.call('HSET', KEYS[1], field, value) end
if ARGV[9] ~= '' and redis.call('LLEN', KEYS[3]) == tonumber(ARGV[8]) then redis.call('RPUSH', KEYS[3], ARGV[9]) end
for i = 1, 3 do redis.call('EXPIRE', KEYS[i], ARGV[5]) end
return { 'ok' }
