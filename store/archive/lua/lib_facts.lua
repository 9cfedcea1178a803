-- The facts of a file, as the index keeps them beside its entry: first and last time (microseconds, then the three digits of the
-- nanoseconds), bytes, rows, iteration, layer; or "!" and why its entry cannot be read. They are made of the entry outside: its
-- text is stored as it came, for numbers of Lua would lose digits.

local function read_facts(text)
  local f = {}
  f.min, f.rem, f.max, f.maxrem, f.size, f.rows, f.iteration, f.layer =
    string.match(text, '^(%-?%d+) (%d+) (%-?%d+) (%d+) (%d+) (%d+) (%d+) (%S*)$')
  if f.min then return f end
  return { bad = string.sub(text, 2), size = '0', rows = '0', iteration = '0', layer = '' }
end
