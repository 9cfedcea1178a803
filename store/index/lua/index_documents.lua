-- Makes the search find documents as they are now, or no more. What they are found by stands in the index itself, and only what
-- differs is written; what a later entry caused stays, so done twice it changes nothing. Many new words are many commands:
-- it writes so many that others need not wait, and is to be called again for the rest.
-- KEYS: orders, facts, texts, postings, words, vocabulary, beginnings, spellings, lists
-- ARGV: now, channel, then for each document, which stands there once: id, order (outbox entry as sortable text), facts ('' to
--       take it out), text ("NUL word SOH impact" for each word)
-- Returns: {'ok'}, {'more'} when it is to be called again, {'old'} when what later entries caused of all is in the index already
local ids, answer = {}, 'old'
for i = 3, #ARGV, 4 do ids[#ids + 1] = ARGV[i] end
local orders, known, texts = fields(1, ids), fields(2, ids), fields(3, ids)

-- bring makes one document found as it should be, or a part of that. It returns whether that is all.
local function bring(id, before, has, facts, text)
  local wants, old = read(text), shelf_of(before)
  local shelf = facts == '' and old or shelf_of(facts)
  local left, moves = differing(has, wants), shelf ~= old and next(has)
  for word, impact in pairs(moves and has or {}) do -- first to its new shelf as it is
    drop(4, { on_shelf(old, posting(word, impact, id)) })
    add(4, { on_shelf(shelf, posting(word, impact, id)) })
  end
  learn(left)
  while #left > 0 and not moves and not enough() do
    local word = table.remove(left)
    local was, is = has[word], wants[word]
    if was then drop(4, postings(shelf, word, was, id)) end
    if is then add(4, postings(shelf, word, is, id)) end
    if not (was and is) then count(word, is and 1 or -1) end
    has[word] = is
  end
  if before ~= facts then
    drop(9, entries(before, id))
    add(9, entries(facts, id))
  end
  keep(2, id, facts == '' and #left > 0 and before or facts) -- its shelf is needed until the last of its words is gone
  keep(3, id, #left > 0 and written(has) or text)
  return #left == 0
end

for n, id in ipairs(ids) do
  local order, facts, text = ARGV[4 * n], ARGV[4 * n + 1], ARGV[4 * n + 2]
  if not (orders[n] and orders[n] > order) then
    local all = false
    if not enough() then
      keep(1, id, order)
      all = bring(id, known[n] or '', read(texts[n] or ''), facts, text)
    end
    answer = all and 'ok' or 'more'
    if not all then break end
  end
end
tally()
write()
return { answer }
