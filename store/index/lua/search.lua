-- Finds documents by words: those with all words before those with some, and a title before a summary.
-- KEYS: postings (members word \0 rank \0 document at score 0, in lexical order; rank is 9 less the weight)
-- ARGV: now, channel, limit, score to go on after ('' from the start), document to go on after, most postings to read for
--       a word, then the words
-- Returns: document and score in turn, best first
local limit, cap = tonumber(ARGV[3]), tonumber(ARGV[6])
local scores = {}

-- note adds what one word finds. A document counts once a word, with the best posting.
local function note(best, range, bonus)
  for _, posting in ipairs(range) do
    local rank, document = string.match(posting, '%z(%d)%z(.*)$')
    local weight = (9 - rank) * 2 + bonus
    if weight > (best[document] or 0) then best[document] = weight end
  end
end

for i = 7, #ARGV do
  local best, word = {}, ARGV[i]
  -- The word itself, then words that begin with it; each range has the heaviest postings of a word first.
  note(best, redis.call('ZRANGEBYLEX', KEYS[1], '[' .. word .. '\0', '(' .. word .. '\1', 'LIMIT', 0, cap), 1)
  note(best, redis.call('ZRANGEBYLEX', KEYS[1], '[' .. word .. '\1', '(' .. word .. '\255', 'LIMIT', 0, cap), 0)
  for document, weight in pairs(best) do scores[document] = (scores[document] or 0) + 1000 + weight end
end

local after, last = tonumber(ARGV[4]), ARGV[5]
local found = {}
for document, score in pairs(scores) do
  if not after or score < after or (score == after and document > last) then found[#found + 1] = document end
end
table.sort(found, function(a, b)
  if scores[a] ~= scores[b] then return scores[a] > scores[b] end
  return a < b
end)
local page = {}
for i = 1, math.min(limit, #found) do
  page[#page + 1] = found[i]
  page[#page + 1] = scores[found[i]]
end
return page
