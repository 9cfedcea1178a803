-- Says how documents stand otherwise in the index than they should.
-- KEYS: orders, facts, texts, postings, words, vocabulary, beginnings, spellings, lists
-- ARGV: now, channel, then for each document: id, facts, text, as index_documents takes them
-- Returns: for each that is wrong, id and what: missing, different, or in part
local wrong = {}
local function all_in(key, members)
  for from = 1, #members, 1000 do
    local some = { unpack(members, from, math.min(from + 999, #members)) }
    for _, score in ipairs(redis.call('ZMSCORE', key, unpack(some))) do
      if not score then return false end
    end
  end
  return true
end

for i = 3, #ARGV, 3 do
  local id, facts, text, all = ARGV[i], ARGV[i + 1], ARGV[i + 2], {}
  for word, impact in pairs(read(text)) do
    for _, posting in ipairs(postings(shelf_of(facts), word, impact, id)) do all[#all + 1] = posting end
  end
  local known = redis.call('HGET', KEYS[2], id)
  local what
  if not known then
    what = 'missing'
  elseif known ~= facts or redis.call('HGET', KEYS[3], id) ~= text then
    what = 'different'
  elseif not redis.call('HGET', KEYS[1], id) or not all_in(KEYS[4], all) or not all_in(KEYS[9], entries(facts, id)) then
    what = 'in part'
  end
  if what then
    wrong[#wrong + 1] = id
    wrong[#wrong + 1] = what
  end
end
return wrong
