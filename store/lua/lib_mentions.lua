-- Who is told that a line mentions them.

-- unmentioned returns who of those who were told of a line is not among ids, whom it mentions now, and the others.
local function unmentioned(told, ids)
  local gone, left = {}, {}
  for id in string.gmatch(told or '', '%d+') do
    table.insert(string.find(' ' .. ids .. ' ', ' ' .. id .. ' ', 1, true) and left or gone, id)
  end
  return table.concat(gone, ' '), #left > 0 and table.concat(left, ' ') or nil
end

-- mention leaves telling those of ids who were not told of this line before. It returns all who were by then.
local function mention(outbox, told, ids, room, line, by, at)
  local known, new = ' ' .. (told or '') .. ' ', {}
  for id in string.gmatch(ids, '%d+') do
    if not string.find(known, ' ' .. id .. ' ', 1, true) then new[#new + 1] = id end
  end
  if #new == 0 then return told end
  local people = table.concat(new, ' ')
  follow(outbox, 'kind', 'mentioned', 'room', room, 'line', line, 'people', people, 'by', by, 'at', whole(at))
  return (told and told .. ' ' or '') .. people
end
