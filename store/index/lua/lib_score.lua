-- How what was found is weighed, and what of it stands where one looks. Keys as in search.lua.

local ALL = 1000000000 -- what comes first is what has all words of a query
local FOUND = 1000 -- what a word counts for being found at all, so that more words tend to come before heavier ones

-- weigh adds to scores what a document is worth for a term.
local function weigh(scores, id, term, value)
  scores[id] = (scores[id] or 0) + ALL + math.floor(term.weight * (FOUND + value) / 10)
end

-- shelved takes out of scores what stands on none of some shelves ('' for any) or is none of some owners' ('' for anybody's), and
-- returns how each other document stands in an order by time.
local function shelved(scores, shelves, owner, order)
  if shelves == '' and owner == '' and (order == 'b' or order == 'i') then return {} end
  local ids, from, to, times = {}, -27, -15, {}
  if order == 'c' then from, to = -13, -1 end
  for id in pairs(scores) do ids[#ids + 1] = id end
  for first = 1, #ids, 1000 do
    local some = redis.call('HMGET', KEYS[1], unpack(ids, first, math.min(first + 999, #ids)))
    for i, facts in ipairs(some) do
      local id = ids[first + i - 1]
      local shelf, whose = string.match(facts or '', '^(%S+) (%S+)')
      if not shelf or shelves ~= '' and not string.find(shelves, ' ' .. shelf .. ' ', 1, true) or owner ~= '' and not string.find(' ' .. owner .. ' ', ' ' .. whose .. ' ', 1, true) then
        scores[id] = nil
      elseif order == 'n' or order == 'c' then
        times[id] = tonumber(string.sub(facts, from, to))
      end
    end
  end
  return times
end
