-- Reads which documents are found, some at a time.
-- KEYS: facts
-- ARGV: now, channel, where to go on (0 at the beginning)
-- Returns: where to go on (0 at the end), then the documents, of which one may come twice
local got = redis.call('HSCAN', KEYS[1], ARGV[3], 'COUNT', 500)
local answer = { got[1] }
for i = 1, #got[2], 2 do answer[#answer + 1] = got[2][i] end
return answer
