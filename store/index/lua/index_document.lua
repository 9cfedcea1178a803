-- Makes the search find a document as it is now, or no more. What it is found by stands in the index itself, and only what
-- differs is written; what a later entry caused stays, so done twice it changes nothing. Many new words are many commands:
-- it writes so many that others need not wait, and is to be called again for the rest.
-- KEYS: orders, facts, texts, postings, words, vocabulary, beginnings, spellings, lists
-- ARGV: now, channel, id, order (outbox entry as sortable text), facts ('' to take it out), text ("NUL word SOH impact" for
--       each word)
-- Returns: {'ok'}, {'more'} when it is to be called again, {'old'} when what a later entry caused is in the index already
local id, order, facts, text = ARGV[3], ARGV[4], ARGV[5], ARGV[6]
local last = redis.call('HGET', KEYS[1], id)
if last and last > order then return { 'old' } end
redis.call('HSET', KEYS[1], id, order)

-- count notes that one document more or less has a word; what nobody has is no word any more.
local function count(word, by)
  local after, letters = redis.call('HINCRBY', KEYS[5], word, by), chars(word)
  local before = after - by
  if before == 0 or after == 0 then
    local change = after > 0 and add or drop
    change(6, { word })
    change(8, misspelt(word, letters))
    if after == 0 then redis.call('HDEL', KEYS[5], word) end
  end
  if before == 0 or after == 0 or rare(before) ~= rare(after) then
    drop(7, beginnings(word, letters, before))
    add(7, beginnings(word, letters, after))
  end
end

local before, has, wants = redis.call('HGET', KEYS[2], id) or '', read(redis.call('HGET', KEYS[3], id) or ''), read(text)
local old = shelf_of(before)
local shelf = facts == '' and old or shelf_of(facts)
local left, moves = differing(has, wants), shelf ~= old and next(has)
for word, impact in pairs(moves and has or {}) do -- first to its new shelf as it is
  drop(4, { on_shelf(old, posting(word, impact, id)) })
  add(4, { on_shelf(shelf, posting(word, impact, id)) })
end
while #left > 0 and not moves and not enough() do
  local word = table.remove(left)
  local was, is = has[word], wants[word]
  if was then drop(4, postings(shelf, word, was, id)) end
  if is then add(4, postings(shelf, word, is, id)) end
  if not (was and is) then count(word, is and 1 or -1) end
  has[word] = is
end
drop(9, entries(before, id))
add(9, entries(facts, id))
write()
keep(2, id, facts == '' and #left > 0 and before or facts) -- its shelf is needed until the last of its words is gone
keep(3, id, #left > 0 and written(has) or text)
return { #left > 0 and 'more' or 'ok' }
