-- What the words of a query find. Keys as in search.lua.

local EACH = 10000000 -- what a word that is found counts at least, so that more words come before heavier ones
local BEGINS, TYPO = 0.6, 0.5 -- what a match counts that is only the beginning of a word, or one typo from it
local OTHERS = 24 -- how many words of the index one of a query may mean

-- understand returns what a word of a query means: others is the words that begin with it, or that a typo made it of, and
-- weight how much it tells, by the share of documents that have it (the inverse document frequency of BM25).
local function understand(word)
  local letters, documents = chars(word), tonumber(redis.call('HGET', KEYS[4], word) or 0)
  local term = { word = word, others = longer(word, letters, KEYS[5], KEYS[6], KEYS[4], OTHERS) }
  if documents == 0 and #term.others == 0 then
    term.others, term.typo = meant(word, letters, KEYS[7], OTHERS), true
  end
  if documents == 0 and #term.others > 0 then
    for _, n in ipairs(redis.call('HMGET', KEYS[4], unpack(term.others))) do documents = documents + tonumber(n or 0) end
  end
  local all = math.max(redis.call('HLEN', KEYS[1]), documents)
  term.weight = math.max(1, math.floor(100 * math.log(1 + (all - documents + 0.5) / (documents + 0.5))))
  return term
end

-- in_postings returns the documents with a term and how much it is worth in them, from at most so many postings.
local function in_postings(term, most)
  local best = {}
  local function note(word, factor)
    if most <= 0 then return end
    local from, to = between(word)
    local range = redis.call('ZRANGEBYLEX', KEYS[3], from, to, 'LIMIT', 0, most)
    most = most - #range
    for _, posting in ipairs(range) do
      local value, id = (999 - string.sub(posting, #word + 2, #word + 4)) * factor, string.sub(posting, #word + 5)
      if value > (best[id] or 0) then best[id] = value end
    end
  end
  note(term.word, 1)
  for _, other in ipairs(term.others) do note(other, term.typo and TYPO or BEGINS) end
  return best
end
