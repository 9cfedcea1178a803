-- Reads a page of documents without a query, by newest or by closing. Each shelf has lists of its own, of all and of each
-- owner, so that a page costs what it shows.
-- KEYS: lists
-- ARGV: now, channel, limit, order (n newest, c closing), rank to go on after ('' from the start), document to go on after,
--       owner ('' any), shelves (each between spaces)
-- Returns: document and rank in turn
local limit, order, rank, last, owner, shelves = tonumber(ARGV[3]), ARGV[4], ARGV[5], ARGV[6], ARGV[7], ARGV[8]
local heap = {}

for shelf in string.gmatch(shelves, '%S+') do
  local list = order .. (owner == '' and 's' or 'o' .. owner .. ' ') .. shelf
  local from, to = between(list)
  if rank ~= '' then from = '(' .. list .. '\0' .. string.format('%013d', rank) .. last .. '\1' end
  for _, member in ipairs(redis.call('ZRANGEBYLEX', KEYS[1], from, to, 'LIMIT', 0, limit)) do
    local place = string.sub(member, #list + 2)
    keep(heap, limit, tonumber(string.sub(place, 1, 13)), string.sub(place, 14))
  end
end
return unfold(heap)
