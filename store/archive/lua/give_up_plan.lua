-- Gives a plan back that did not succeed: it is tried again later, into another file, and parked after so many times. Done twice it
-- does nothing.
-- KEYS: tables, facts, counts, paths, unreadable, drops, dropping, pending, groups, due, plans, leases, held, parked, fence, done
-- ARGV: now, channel, settings, id, owner, fence, why
-- Returns: {'later', attempts}, {'parked'}
-- Refuses: lost (another has it, or it has changed, or the lease has run out)
local p = held_plan(ARGV[4], ARGV[5], ARGV[6])
if not p then return refuse('lost') end
turn(p) -- who has heard no answer takes it for lost, and has the file removed
p.owner, p.why, p.deadline = '', ARGV[7], now + settings.retry * p.attempts
if p.attempts >= settings.attempts then
  park(p)
  return { 'parked' }
end
keep_plan(p)
return { 'later', p.attempts }
