-- Which documents have what a word of a query means. Keys as in search.lua; it stands on lib_terms.

-- in_run adds to best the documents of a run of postings, from at most so many. It returns how many it has read, and
-- whether there are more.
local function in_run(best, run, factor, most)
  local from, to = between(run)
  local range = redis.call('ZRANGEBYLEX', KEYS[3], from, to, 'LIMIT', 0, most + 1)
  local more, at = #range > most, #run + 2
  if more then range[#range] = nil end
  for _, posting in ipairs(range) do
    local value, id = (999 - string.sub(posting, at, at + 2)) * factor, string.sub(posting, at + 3)
    if value > (best[id] or 0) then best[id] = value end
  end
  return #range, more
end

-- in_postings gives a term the documents that have it and how much it is worth in them, from at most so many postings, and
-- notes whether there are more. starts is what the runs to look in begin with: nothing for those of all documents, else a
-- shelf and a space; each has its share. It returns how many it has read.
local function in_postings(term, starts, most)
  local best, read, words = {}, 0, { unpack(term.others) }
  if term.postings == 0 then starts = {} end
  if not term.typo then table.insert(words, 1, term.word) end
  for i, start in ipairs(starts) do
    local left, more, n = math.floor((most - read) / (#starts - i + 1)), false
    for _, word in ipairs(words) do
      if more then break end
      n, more = in_run(best, start .. word, term.typo and TYPO or word == term.word and 1 or BEGINS, left)
      left, read, term.more = left - n, read + n, term.more or more
    end
  end
  term.best = best
  return read
end
