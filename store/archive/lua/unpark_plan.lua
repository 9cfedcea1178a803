-- Lets a parked plan be taken again. Done twice it does nothing.
-- KEYS: tables, facts, counts, paths, unreadable, drops, dropping, pending, groups, due, plans, leases, held, parked, fence, done
-- ARGV: now, channel, settings, id
-- Returns: {'ok'}
-- Refuses: gone (no such plan is parked)
if not redis.call('ZSCORE', PARKED, ARGV[4]) then return refuse('gone') end
begin_anew(read_plan(ARGV[4]))
return { 'ok' }
