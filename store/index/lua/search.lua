-- Finds documents by words: those with all words before those with some, rare words and heavy places before common and
-- light ones. It reads so many postings at most, the heaviest of each word, so what it leaves out is the least relevant.
-- KEYS: facts, texts, postings, words, vocabulary, beginnings, spellings, lists
-- ARGV: now, channel, limit, order (b best, n newest, c closing), rank to go on after ('' from the start), document to go on
--       after, owner ('' any), shelves (each between spaces, '' any), weights of the words in a page before ('' in the
--       first), most postings to read, then the words
-- Returns: the weights of the words, the words that were meant by those with a typo, document and rank in turn
local limit, order, rank, last, owner, shelves = tonumber(ARGV[3]), ARGV[4], tonumber(ARGV[5]), ARGV[6], ARGV[7], ARGV[8]
local given, weights, corrected, scores = {}, {}, {}, {}
for weight in string.gmatch(ARGV[9], '%d+') do given[#given + 1] = tonumber(weight) end
local own = owner ~= '' and owned(owner)
local most = math.floor(ARGV[10] / (#ARGV - 10))
for i = 11, #ARGV do
  local term = understand(ARGV[i])
  weights[#weights + 1] = given[#weights + 1] or term.weight
  if term.typo then
    for _, word in ipairs(term.others) do corrected[#corrected + 1] = word end
  end
  local best = own and in_texts(own, term) or in_postings(term, most)
  for id, value in pairs(best) do
    scores[id] = (scores[id] or 0) + EACH + math.floor(weights[#weights] * value / 10)
  end
end

local ids, heap = {}, {}
for id in pairs(scores) do ids[#ids + 1] = id end
local function consider(id, at)
  if not rank or at > rank or at == rank and id > last then keep(heap, limit, at, id) end
end
if order == 'b' and shelves == '' then
  for _, id in ipairs(ids) do consider(id, -scores[id]) end
else
  for id, shelf, newest, closing in described(ids) do
    local at = order == 'n' and newest or order == 'c' and closing or -scores[id]
    if shelves == '' or string.find(shelves, ' ' .. shelf .. ' ', 1, true) then consider(id, at) end
  end
end
return { table.concat(weights, ' '), corrected, unfold(heap) }
