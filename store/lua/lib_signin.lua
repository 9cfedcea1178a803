-- How it is noted that somebody signs in, or out. It stands on lib_person.

-- noteSignIn adds to two lists, of everybody's and of the person's, that keep the newest: however often a script signs in, it
-- fills no Redis and pushes nothing out of what was done.
local function noteSignIn(all, own, kind, what)
  redis.call('XADD', all, 'MAXLEN', '~', 100000, '*', unpack(entry(kind, what)))
  redis.call('XADD', own, 'MAXLEN', '~', 200, '*', unpack(entry(kind, what)))
end
