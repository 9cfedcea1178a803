-- Sends somebody out of a room who may not be in it any more, and makes their open streams look again. Done twice it only
-- rings twice. With an operation that let the person in, that is taken back: sent again it has to be decided anew.
-- KEYS: present, visits, room, events, the operation that let the person in (or any key of no use)
-- ARGV: now, channel, topic, person, the person's topic, 1 to forget the operation
-- Returns: {'ok'}
local now, person = clock(), ARGV[4]
if ARGV[6] == '1' then redis.call('DEL', KEYS[5]) end
if redis.call('ZREM', KEYS[1], person) == 1 then
  note_visit(KEYS[2], 'leave', person, now)
  tell(KEYS[3], KEYS[4], ARGV[3], 'leave', person, now)
  ring('active', 'state')
end
ring(ARGV[5], 'rights')
return { 'ok' }
