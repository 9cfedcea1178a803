-- The best of many, without sorting all of them.

-- keep puts one more into the best so far: a heap of so many with the last of them on top. Smaller ranks come first.
local function keep(heap, most, rank, id)
  local function worse(a, b) return a[1] > b[1] or a[1] == b[1] and a[2] > b[2] end
  local i = #heap + 1
  if i > most then
    local top = heap[1]
    if rank > top[1] or rank == top[1] and id > top[2] then return end
    i = 1
  end
  heap[i] = { rank, id }
  while i > 1 and worse(heap[i], heap[math.floor(i / 2)]) do
    local up = math.floor(i / 2)
    heap[i], heap[up], i = heap[up], heap[i], up
  end
  while 2 * i <= #heap do
    local down = 2 * i
    if heap[down + 1] and worse(heap[down + 1], heap[down]) then down = down + 1 end
    if not worse(heap[down], heap[i]) then return end
    heap[i], heap[down], i = heap[down], heap[i], down
  end
end

-- unfold returns what a heap keeps, the best first: document and rank in turn.
local function unfold(heap)
  table.sort(heap, function(a, b) return a[1] < b[1] or a[1] == b[1] and a[2] < b[2] end)
  local page = {}
  for _, one in ipairs(heap) do
    page[#page + 1] = one[2]
    page[#page + 1] = whole(one[1])
  end
  return page
end
