-- Reads a page of documents without a query, by newest or by closing. Each shelf and each owner has lists of its own, so
-- that a page costs what it shows.
-- KEYS: lists
-- ARGV: now, channel, limit, order (n newest, c closing), rank to go on after ('' from the start), document to go on after,
--       owner ('' any), shelves (each between spaces)
-- Returns: document and rank in turn
local limit, order, rank, last, owner, shelves = tonumber(ARGV[3]), ARGV[4], ARGV[5], ARGV[6], ARGV[7], ARGV[8]
local heap, LOOKED = {}, 1000

-- read considers a list from the place on; what is in it stands in order, so as many as a page has are enough.
local function read(list, most)
  local from, to = between(list)
  if rank ~= '' then from = '(' .. list .. '\0' .. string.format('%013d', rank) .. last .. '\1' end
  for _, member in ipairs(redis.call('ZRANGEBYLEX', KEYS[1], from, to, 'LIMIT', 0, most)) do
    local key, id, shelf = string.match(member, '%z(%d%d%d%d%d%d%d%d%d%d%d%d%d)(%w+)%z?(.*)$')
    if shelf == '' or string.find(shelves, ' ' .. shelf .. ' ', 1, true) then keep(heap, limit, tonumber(key), id) end
  end
end

if owner ~= '' then
  read(order .. 'o' .. owner, LOOKED)
else
  for shelf in string.gmatch(shelves, '%S+') do read(order .. 's' .. shelf, limit) end
end
return unfold(heap)
