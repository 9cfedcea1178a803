-- Finds documents by words: those with all words before those with some, rare words and heavy places before common and
-- light ones. It reads so many postings at most, of rare words first and the heaviest of each, so what it leaves out is
-- the least relevant; whether the best have a word of which not all were read is looked up in their texts.
-- KEYS: facts, texts, postings, words, vocabulary, beginnings, spellings, lists
-- ARGV: now, channel, limit, order (b best, n newest, c closing, i by id), rank to go on after ('' from the start), document to go
--       on after, owner ('' any), shelves (each between spaces, '' any, - when there are none), weights of the words in a page
--       before ('' in the first), most postings to read, then the words
-- Returns: the weights of the words, the words that were meant by those with a typo, document and rank in turn, the facts of each
local limit, order, rank, last, owner, shelves = tonumber(ARGV[3]), ARGV[4], tonumber(ARGV[5]), ARGV[6], ARGV[7], ARGV[8]
local given, weights, corrected, terms, scores, flat = {}, {}, {}, {}, {}, shelves == FLAT
if flat then shelves = '' end
for weight in string.gmatch(ARGV[9], '%S+') do given[#given + 1] = weight end
for i = 11, #ARGV do
  local term = understand(ARGV[i], given[i - 10])
  weights[#weights + 1] = (term.typo and 't' or '') .. term.weight
  for _, word in ipairs(term.typo and term.others or {}) do corrected[#corrected + 1] = word end
  if term.weight > 0 then terms[#terms + 1] = term end
end
table.sort(terms, function(a, b) return a.documents < b.documents end)

local left, more, heap, best = tonumber(ARGV[10]), {}, {}, {}
if owner ~= '' and not flat then
  in_texts(scores, owned(owner, shelves, #terms), terms)
else
  local starts = {}
  for shelf in string.gmatch(shelves, '%S+') do starts[#starts + 1] = shelf .. ' ' end
  for i, term in ipairs(terms) do
    local share = math.floor(left / (#terms - i + 1))
    left = left - in_postings(term, term.postings > share and starts[1] and starts or { '' }, share)
    if term.more then more[#more + 1] = term end
    for id, value in pairs(term.best) do weigh(scores, id, term, value) end
  end
end
local times = shelved(scores, owner == '' and shelves or '', flat and owner or '', order)
if order == 'b' and #more > 0 and #terms > 1 then
  for id, score in pairs(scores) do keep(heap, math.floor(LOOKS / #more), -score % ALL, id) end
  for i, one in ipairs(heap) do best[i] = one[2] end
  in_texts(scores, best, more)
  heap = {}
end
for id, score in pairs(scores) do
  local at = order == 'i' and 0 or times[id] or (score < #terms * ALL and 0 or -ALL) - score % ALL
  if not rank or at > rank or at == rank and id > last then keep(heap, limit, at, id) end
end
local page, ids = unfold(heap), {}
for i = 1, #page, 2 do ids[#ids + 1] = page[i] end
return { table.concat(weights, ' '), corrected, page, #ids > 0 and redis.call('HMGET', KEYS[1], unpack(ids)) or {} }
