-- Numbers of lines, written as runs: "3 5-60" is 3, and 5 to 60. Texts from before there were runs have each number by itself.

-- runs returns the runs of a text in their order, each with its first and its last; none touches the next.
local function runs(text)
  local all, joined = {}, {}
  for first, last in string.gmatch(text, '(%d+)%-?(%d*)') do
    all[#all + 1] = { tonumber(first), tonumber(last) or tonumber(first) }
  end
  table.sort(all, function(a, b) return a[1] < b[1] end)
  for _, run in ipairs(all) do
    local before = joined[#joined]
    if before and run[1] <= before[2] + 1 then
      before[2] = math.max(before[2], run[2])
    else
      joined[#joined + 1] = run
    end
  end
  return joined
end

-- runs_after returns what of runs comes after a line.
local function runs_after(all, line)
  local later = {}
  for _, run in ipairs(all) do
    if run[2] > line then later[#later + 1] = { math.max(run[1], line + 1), run[2] } end
  end
  return later
end

-- run_words writes runs, of those beyond fifty the last: what is left out of them is counted as unread, and seldom is so much.
local function run_words(all)
  local words = {}
  for i = math.max(1, #all - 49), #all do
    local first, last = whole(all[i][1]), whole(all[i][2])
    words[#words + 1] = first == last and first or first .. '-' .. last
  end
  return table.concat(words, ' ')
end

-- in_order returns numbers of lines, each once.
local function in_order(text)
  local all, seen = {}, {}
  for n in string.gmatch(text, '%d+') do
    if not seen[n] then all[#all + 1], seen[n] = n, true end
  end
  table.sort(all, function(a, b) return tonumber(a) < tonumber(b) end)
  return table.concat(all, ' ')
end
