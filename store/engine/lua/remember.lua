-- The end of every script that a person asks for. Its last key is the operation's: what it answered is kept there for a
-- day, successes that changed nothing too, so that it can be sent again and is answered alike. A refusal is not kept. As
-- JSON a number would lose all digits but fourteen. With a first answer goes how many milliseconds ago it was given.
local kept = redis.call('GET', KEYS[#KEYS])
if kept then return { 'again', cmsgpack.unpack(kept), DAY * 1000 - redis.call('PTTL', KEYS[#KEYS]) } end
local result = operate()
if result[1] ~= 'refused' then redis.call('SET', KEYS[#KEYS], cmsgpack.pack(result), 'EX', DAY) end
return result
