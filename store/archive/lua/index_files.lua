-- Registers files and removes them, all in one step. Done twice it changes nothing more: what is registered with the same entry
-- stays as it is, and a file that is not known is not removed and not dropped. What others wrote into the hashes is adopted only
-- while it still stands there, and forgotten only when it does not. What was found on the disk is registered only while nobody knows
-- it and nobody is to remove it, and is to be removed only while it is not registered. What is about to be written is prepared: it is to
-- be removed like what is dropped, unless it was registered by then.
-- KEYS: tables, facts, counts, paths, unreadable, drops, dropping, pending, groups, due, plans, leases, held, parked, fence, done,
--       then three for each folder: files, folders, times
-- ARGV: now, channel, settings, a name under which this is done once ('' for none), then six for each file: what (put,
--       register, remove, adopt, forget, restore, prepare, discard), the number of its folder, its table, its path, its facts (to
--       prepare or discard it: its layer), its entry; or recount, a folder of it with its slash for the path, and mend for the entry
--       where what is noted of it is to be mended
-- Returns: {'ok', how many were restored or discarded, or noted wrong}, {'noted'} when it was done under this name before
-- Refuses: dropping (a file of this name is being removed just now, or one to register is not prepared any more), elsewhere (it is registered in another layer)
local ledger = ARGV[4]
if ledger ~= '' and redis.call('HEXISTS', DONE, ledger) == 1 then return { 'noted' } end
must_be_hashes((#KEYS - OWN) / 3)

for i = 5, #ARGV, 6 do
  if ARGV[i] == 'put' or ARGV[i] == 'register' then
    local name, layer = ARGV[i + 2] .. '/' .. ARGV[i + 3], read_facts(ARGV[i + 4]).layer
    local old = redis.call('HGET', FACTS, name)
    local member = name .. '\n' .. layer
    if redis.call('ZSCORE', DROPPING, member) then return refuse('dropping') end
    if ARGV[i] == 'register' and not old and not redis.call('ZSCORE', DROPS, member) then return refuse('dropping') end
    if old and not read_facts(old).bad and read_facts(old).layer ~= layer then return refuse('elsewhere') end
  end
end

local found = 0
for i = 5, #ARGV, 6 do
  local what, at, path, text, entry = ARGV[i], place(ARGV[i + 1], ARGV[i + 2]), ARGV[i + 3], ARGV[i + 4], ARGV[i + 5]
  local known = redis.call('HEXISTS', FACTS, at.of .. '/' .. path) == 1
  if what == 'put' or what == 'register' or what == 'adopt' and redis.call('HGET', at.files, path) == entry then
    if put(at, path, text, entry) then unsettle(at.of, path) end
  elseif what == 'remove' and known then
    loosen(at.of, path)
    take_out(at, path)
  elseif what == 'forget' and known and redis.call('HEXISTS', at.files, path) == 0 then
    loosen(at.of, path)
    forget(at, path)
  elseif what == 'restore' and not known and not is_going(at.of .. '/' .. path, read_facts(text).layer) then
    found = found + 1
    put(at, path, text, entry)
  elseif what == 'prepare' and not known then
    drop_later(at.of .. '/' .. path, text)
  elseif what == 'discard' and not known then
    found = found + redis.call('ZADD', DROPS, 'NX', now, at.of .. '/' .. path .. '\n' .. text)
  elseif what == 'recount' then
    found = found + recount(at, path, entry == 'mend')
  end
end
if ledger ~= '' then redis.call('HSET', DONE, ledger, whole(now)) end
return { 'ok', found }
