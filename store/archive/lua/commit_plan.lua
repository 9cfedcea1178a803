-- Ends a plan: its file is registered and those that it was made of are removed, in one step. Done twice, within a day, it says that
-- it is done.
-- KEYS: tables, facts, counts, paths, unreadable, drops, dropping, pending, groups, due, plans, leases, held, parked, fence, done,
--       files, folders, times, committed
-- ARGV: now, channel, settings, id, owner, fence, path, facts and entry of the new file
-- Returns: {'ok'}, {'done'} when it was before
-- Refuses: lost (another has it or has ended it, or it has changed, or the lease has run out, or its file is being removed),
--          missing (one of its files is not registered any more)
local committed = KEYS[OWN + 4]
if redis.call('GET', committed) == ARGV[7] then return { 'done' } end
local p = held_plan(ARGV[4], ARGV[5], ARGV[6])
if not p or p.to ~= ARGV[7] then return refuse('lost') end
if redis.call('ZSCORE', DROPPING, p.table .. '/' .. p.to .. '\n' .. p.layer) then return refuse('lost') end
must_be_hashes(1)
local at = place(1, p.table)
for _, path in ipairs(p.from) do
  if redis.call('HEXISTS', at.files, path) == 0 or redis.call('HEXISTS', FACTS, at.of .. '/' .. path) == 0 then
    return refuse('missing')
  end
end
end_plan(p)
for _, path in ipairs(p.from) do take_out(at, path) end
put(at, p.to, ARGV[8], ARGV[9])
redis.call('SET', committed, p.to, 'EX', DAY)
return { 'ok' }
