-- Changes a line's text, or takes it away but for a trace. What was said before is gone from here on: no replay has it,
-- for the log names lines and never quotes them.
-- KEYS: room, lines, events, outbox, who reacted, the lines' reactions, then those of the gate
-- ARGV: now, channel, topic, line, person, edit or delete, body, 1 when the person is of the staff, for an edit for what
--   lies elsewhere, how often the line had been edited when the new text was begun ('' for whatever it says now), the
--   ids of those for whom the new text is meant, 1 when lines of this room are searched
-- Returns: {'ok'}; the text is not in the answer, which is kept
-- Refuses: missing, foreign, meanwhile, asleep when the lines were let go, and for an edit what the gate says
local kept = redis.call('HGET', KEYS[2], ARGV[4])
if not kept then return refuse(redis.call('HEXISTS', KEYS[1], 'released') == 1 and 'asleep' or 'missing') end
local line, now = cjson.decode(kept), clock()
if line.deleted or line.notice then return refuse('missing') end
local own, gone = whole(line.author) == ARGV[5], line.told
if ARGV[6] == 'edit' then
  local no = may_edit(7, ARGV[5], now, ARGV[8]) -- first, so that whoever may do nothing here is told that, whose line it be
  if no then return refuse(no) end
  if not own then return refuse('foreign') end
  if ARGV[9] ~= '' and tonumber(ARGV[9]) ~= (line.edits or 0) then return refuse('meanwhile') end
  line.body, line.edited, line.edits = ARGV[7], true, (line.edits or 0) + 1
  gone, line.told = unmentioned(line.told, ARGV[10])
  line.told = mention(KEYS[4], line.told, ARGV[10], ARGV[3], ARGV[4], ARGV[5], now)
else
  if not own and ARGV[8] ~= '1' then return refuse('foreign') end
  override(KEYS[4], 'line-deleted', ARGV[5], whole(line.author), ARGV[3] .. ' ' .. ARGV[4], now)
  line.body, line.client, line.deleted, line.staff = '', '', true, not own
  forget_reactions(KEYS[5], KEYS[6], ARGV[4])
  silence(KEYS[1], ARGV[3], ARGV[4])
  if string.sub(ARGV[3], 1, 8) == 'meeting:' then
    follow(KEYS[4], 'kind', 'unsaid', 'room', ARGV[3], 'line', ARGV[4], 'at', whole(line.at))
  end
end
line.changed = now
redis.call('HSET', KEYS[2], ARGV[4], cjson.encode(line))
if ARGV[11] == '1' then say_changed(KEYS[4], ARGV[3], ARGV[4], gone) end
tell(KEYS[1], KEYS[3], ARGV[3], ARGV[6] == 'edit' and 'edited' or 'deleted', ARGV[4], now)
return { 'ok' }
