-- Puts an index that was built anew in the place of another, all at once. Done twice, the second time there is none to put.
-- What was last heard of each document stays as it is.
-- KEYS: orders, facts, texts, postings, words, vocabulary, beginnings, spellings, lists, new orders, new facts, new texts,
--       new postings, new words, new vocabulary, new beginnings, new spellings, new lists
-- ARGV: now, channel
-- Returns: {'ok'}, {'none'} when there is no new one
if redis.call('EXISTS', KEYS[10]) == 0 then return { 'none' } end
for i = 2, 9 do
  redis.call('UNLINK', KEYS[i])
  if redis.call('EXISTS', KEYS[i + 9]) == 1 then redis.call('RENAME', KEYS[i + 9], KEYS[i]) end
end
redis.call('UNLINK', KEYS[10])
return { 'ok' }
