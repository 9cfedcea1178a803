-- What a change of a meeting leaves to be told to who is invited: one entry for one change.

-- The fields of a meeting whose change is told.
local TOLD = { 'title', 'description', 'public', 'host', 'course', 'link' }

-- tell_dates leaves dates to be told, each [order, from, to] and, of one that was at another time, that: the first of those
-- that are not over, and how many later ones. Nothing is left of dates in the past.
local function tell_dates(outbox, why, id, by, now, dates)
  local first, more = nil, -1
  for _, date in ipairs(dates) do
    if tonumber(date[3]) > now then
      more = more + 1
      if not first or tonumber(date[2]) < tonumber(first[2]) then first = date end
    end
  end
  if not first then return end
  follow(outbox, 'kind', 'invited', 'why', why, 'meeting', id, 'by', by, 'at', whole(now), 'date', cjson.encode(first), 'more', whole(more))
end

-- differences returns which fields of a meeting are not as they were, each with its old and its new value.
local function differences(was, is)
  local changed, some = {}, false
  for i, field in ipairs(TOLD) do
    local old, new = was[i] or '', is[i] or ''
    if old ~= new then changed[field], some = { old, new }, true end
  end
  return changed, some
end

-- tell_edit leaves an edit to be told: which fields have changed, and for whom, being lists of scopes, it is another meeting
-- than before or none any more.
local function tell_edit(outbox, id, by, now, changed, some, gone, came)
  if not some and #gone == 0 and #came == 0 then return end
  follow(outbox, 'kind', 'invited', 'why', 'changed', 'meeting', id, 'by', by, 'at', whole(now), 'changed', some and cjson.encode(changed) or '{}',
    'gone', table.concat(gone, ' '), 'came', table.concat(came, ' '))
end
