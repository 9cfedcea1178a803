-- Plans that a file be written anew, without what is to be in it no more. It goes out of the plan that it is in. Done twice it makes
-- who writes it begin anew.
-- KEYS: tables, facts, counts, paths, unreadable, drops, dropping, pending, groups, due, plans, leases, held, parked, fence, done
-- ARGV: now, channel, settings, the id of a new plan, table, path
-- Returns: {'ok'}
-- Refuses: gone (the file is not registered, or is not one that can be read)
local of, path = ARGV[5], ARGV[6]
local f = read_facts(redis.call('HGET', FACTS, of .. '/' .. path) or '!')
if f.bad then return refuse('gone') end
local id = redis.call('HGET', HELD, of .. '/' .. path)
local p = id and read_plan(id)
if p and p.rewrite then
  begin_anew(p)
  return { 'ok' }
end
loosen(of, path)
unwait(of, path, f)
keep_plan(new_plan(ARGV[4], of, dir_of(path), f.iteration, f.layer, { path }, true))
return { 'ok' }
