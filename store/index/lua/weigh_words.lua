-- Weighs words by how many documents have them: the inverse document frequency of BM25, of one that none has too.
-- KEYS: facts, words
-- ARGV: now, channel, then the words
-- Returns: their weights
local weights, all = {}, redis.call('HLEN', KEYS[1])
for i = 3, #ARGV do
  local documents = tonumber(redis.call('HGET', KEYS[2], ARGV[i]) or 0)
  weights[#weights + 1] = math.max(1, math.floor(100 * math.log(1 + (all - documents + 0.5) / (documents + 0.5))))
end
return weights
