-- Says which words stand otherwise in the index than they should.
-- KEYS: orders, facts, texts, postings, words, vocabulary, beginnings, spellings, lists
-- ARGV: now, channel, then for each word: the word, how many documents have it
-- Returns: how many members they should have in beginnings, in spellings, then the words that are wrong
local answer = { 0, 0 }
local function all_in(number, key, members)
  answer[number] = answer[number] + #members
  if #members == 0 then return true end
  for _, score in ipairs(redis.call('ZMSCORE', key, unpack(members))) do
    if not score then return false end
  end
  return true
end

for i = 3, #ARGV, 2 do
  local word, documents, letters = ARGV[i], tonumber(ARGV[i + 1]), chars(ARGV[i])
  local begun, spelt = all_in(1, KEYS[7], beginnings(word, letters, documents)), all_in(2, KEYS[8], misspelt(word, letters))
  local counted = tonumber(redis.call('HGET', KEYS[5], word) or 0) == documents
  if not (begun and spelt and counted and redis.call('ZSCORE', KEYS[6], word)) then answer[#answer + 1] = word end
end
return answer
