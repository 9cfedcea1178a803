-- Ends sessions of a person, and tells their open streams to look again. People end their own, admins everybody's.
-- KEYS: person, who asks, usernames, emails, confirmed, externals, admins, names, words, cards, outbox, audit, trail,
--       sessions, then one for each session: itself
-- ARGV: now, channel, id, who asks or '', from where, what to note, the person's topic, the sessions' hashes as a JSON list
-- Returns: {'ok'}
-- Refuses: admin when who asks is none, missing when none of them is there (any more)
if ASKING ~= ID and mayNot({}) then return refuse('admin') end
local ended = 0
for i, hash in ipairs(cjson.decode(ARGV[8])) do
  local kept = redis.call('HMGET', KEYS[14 + i], 'kind', 'name')
  if kept[1] and redis.call('DEL', KEYS[14 + i]) == 1 then
    ended = ended + 1
    redis.call('ZREM', SESSIONS, hash)
    note(ARGV[6], kept[1] .. ' ' .. (kept[2] or ''))
  end
end
if ended == 0 then return refuse('missing') end
ring(ARGV[7], 'rights')
return { 'ok' }
