-- Copies a line, or names a person in the room, for the room's staff. The line is copied in the step that finds it, so
-- that deleting it later takes nothing from the report. The same from the same person is one report.
-- KEYS: report, lines, attended, outbox
-- ARGV: now, channel, id, line or 0 for the person alone, whom, reporter, reason, text, from where, 1 when it is known
--       that whom is in the room
-- Returns: {'ok'}, also when it was reported before
-- Refuses: missing for a line that is not there (any more), stranger for who was never in the room
if redis.call('EXISTS', KEYS[1]) == 1 then return { 'ok' } end
local body, whom = '', ARGV[5]
if ARGV[4] ~= '0' then
  local kept = redis.call('HGET', KEYS[2], ARGV[4])
  local line = kept and cjson.decode(kept)
  if not line or line.deleted or line.notice or whole(line.author) ~= whom then return refuse('missing') end
  body = line.body
elseif ARGV[10] ~= '1' and not redis.call('ZSCORE', KEYS[3], whom) then
  return refuse('stranger')
end
redis.call('HSET', KEYS[1], 'id', ARGV[3], 'at', whole(clock()), 'reason', ARGV[7], 'text', ARGV[8], 'body', body)
follow(KEYS[4], 'kind', 'reported', 'report', ARGV[3], 'from', ARGV[9])
return { 'ok' }
