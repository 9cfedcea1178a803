-- What the words of a query find. Keys as in search.lua.

local BEGINS, TYPO = 0.6, 0.5 -- what a match counts that is only the beginning of a word, or one typo from it
local OTHERS = 24 -- how many words of the index one of a query may mean

-- understand returns what a word of a query means: others is the words that begin with it, or that a typo made it of,
-- postings how many it has with them, and weight how much it tells, by the share of documents that have it (the inverse
-- document frequency of BM25); 0 when there is no such word. given is the weight that a page before had, with a t for a typo:
-- what it meant then it means still; or, behind a ?, the weight alone.
local function understand(word, given)
  if given == '0' then return { others = {}, weight = 0 } end
  local fresh = not given or string.sub(given, 1, 1) == '?'
  local letters, documents = chars(word), tonumber(redis.call('HGET', KEYS[4], word) or 0)
  local term = { word = word, typo = given and string.sub(given, 1, 1) == 't' }
  if not term.typo then term.others = longer(word, letters, KEYS[5], KEYS[6], KEYS[4], OTHERS) end
  if term.typo or fresh and documents == 0 and #term.others == 0 then
    term.others, term.typo = meant(word, letters, KEYS[7], OTHERS), true
  end
  local others = 0
  for _, n in ipairs(#term.others > 0 and redis.call('HMGET', KEYS[4], unpack(term.others)) or {}) do others = others + (n or 0) end
  term.postings = documents + others
  if documents == 0 then documents = others end
  local all = math.max(redis.call('HLEN', KEYS[1]), documents)
  term.documents, term.weight = documents, 0
  if given then
    term.weight = tonumber(string.match(given, '%d+'))
  elseif documents > 0 then
    term.weight = math.max(1, math.floor(100 * math.log(1 + (all - documents + 0.5) / (documents + 0.5))))
  end
  return term
end
