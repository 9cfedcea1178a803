-- What a change of a person comes to, whoever asks and however. It stands on lib_keep.

-- changes returns the names of the fields that differ, in order; what is only there to be found by is none.
local function changes(old, new)
  local names = {}
  for field, value in pairs(new) do
    if value ~= (old[field] or '') and field ~= 'words' and field ~= 'address' then names[#names + 1] = field end
  end
  table.sort(names)
  return names
end

-- decided leaves to be told to somebody what others have made of their role, or of their wish for another.
local function decided(old, new)
  if ASKING == ID then return end
  local why = new.role ~= old.role and 'changed' or (old.requested_role or '') ~= '' and new.requested_role == '' and 'refused'
  if why then follow(OUTBOX, 'kind', 'role', 'person', ID, 'role', new.role, 'why', why, 'at', whole(clock())) end
end

-- alter makes a person what they are to be, and returns the names of the fields that changed.
local function alter(old, new, topic)
  local changed, rights = changes(old, new), new.role ~= old.role or new.status ~= old.status
  if #changed == 0 then return '' end
  if rights then new.rights = whole(old.rights + 1) end
  if new.name ~= old.name then new.named = whole((old.named or 0) + 1) end
  keep(old, new)
  if new.name ~= old.name then
    follow(OUTBOX, 'kind', 'renamed', 'person', ID)
    ring(topic, 'renamed')
  end
  if new.confirmed == '1' and (new.address ~= old.address or old.confirmed ~= '1') then follow(OUTBOX, 'kind', 'person', 'person', ID) end
  decided(old, new)
  if rights then
    void()
    follow(OUTBOX, 'kind', 'rights', 'person', ID)
    ring(topic, 'rights')
  end
  noteChange(old, new, changed)
  return table.concat(changed, ' ')
end
