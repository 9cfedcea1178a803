-- Changes which lines of dates that are over are masked: those that were deleted and whose text may be in a file still. One that is in no
-- file any more stays masked for as long as somebody may read a file of before. Done twice it changes nothing more.
-- KEYS: masked
-- ARGV: now, channel, what, for how many ms a line stays masked that is in no file any more, then two for each line: its name, when it
--       was said ('0' for not known). What is: mask; asked, when its file is to be written anew; gone, when none has it; forget, what has
--       been gone for long
-- Returns: {'ok'}
local what, now = ARGV[3], whole(clock())
for i = 5, #ARGV, 2 do
  local line, said = ARGV[i], ARGV[i + 1]
  local at, asked, ends = string.match(redis.call('HGET', KEYS[1], line) or '', '^(%d+) (%d+) (%d+)$')
  if what == 'mask' then
    if not at then at, asked, ends = said, '0', '0' end
    if at == '0' then at = said end
  elseif what == 'asked' and at then
    asked = now
  elseif what == 'gone' and ends == '0' then
    ends = whole(now + ARGV[4])
  elseif what == 'forget' and at and ends ~= '0' and tonumber(ends) <= tonumber(now) then
    redis.call('HDEL', KEYS[1], line)
    at = nil
  end
  if at then redis.call('HSET', KEYS[1], line, at .. ' ' .. asked .. ' ' .. ends) end
end
return { 'ok' }
