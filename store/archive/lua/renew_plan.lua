-- Keeps a plan for who has it. Done twice it keeps it a little longer.
-- KEYS: tables, facts, counts, paths, unreadable, drops, dropping, pending, groups, due, plans, leases, held, parked, fence, done
-- ARGV: now, channel, settings, id, owner, fence, for how many ms
-- Returns: {'ok', the new deadline}
-- Refuses: lost (another has it, or it has changed, or the lease has run out)
local p = held_plan(ARGV[4], ARGV[5], ARGV[6])
if not p then return refuse('lost') end
p.deadline = now + ARGV[7]
keep_plan(p)
return { 'ok', whole(p.deadline) }
