-- Ends sessions of a person that hold still, and tells their open streams to look again. People end their own, admins
-- everybody's. Of one's own sign-ins it is noted among the sign-ins.
-- KEYS: person, who asks, usernames, emails, confirmed, externals, admins, names, words, cards, outbox, audit, trail,
--       sessions, sign-ins, the person's sign-ins, then one for each session: itself
-- ARGV: now, channel, id, who asks or '', from where, what to note, the person's topic, the ids by which the sessions are
--       listed as a JSON list
-- Returns: {'ok'}
-- Refuses: admin when who asks is none, missing when none of them is theirs (any more)
if ASKING ~= ID and mayNot({}) then return refuse('admin') end
local ids, ended = cjson.decode(ARGV[8]), 0
for i = 17, #KEYS - 1 do -- the last is the operation's
  local hash = string.match(KEYS[i], '[^:]+$')
  local kept, ends = redis.call('HMGET', KEYS[i], 'kind', 'name'), redis.call('ZSCORE', SESSIONS, hash)
  if kept[1] and ends and tonumber(ends) > 0 then
    ended = ended + 1
    redis.call('DEL', KEYS[i])
    redis.call('ZREM', SESSIONS, hash)
    local name = kept[2] or ''
    if name ~= '' then
      note(ARGV[6], kept[1] .. ' ' .. ids[i - 16], kept[1] .. ' ' .. name)
    elseif ASKING == ID then
      noteSignIn(KEYS[15], KEYS[16], ARGV[6], kept[1] .. ' ')
    else
      note(ARGV[6], kept[1] .. ' ')
    end
  end
end
if ended == 0 then return refuse('missing') end
ring(ARGV[7], 'rights')
return { 'ok' }
