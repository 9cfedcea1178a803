-- Reads how an operation was answered before, where Redis takes no more and Write's own look is refused with it.
-- KEYS: where the answer is kept
-- ARGV: now, channel
-- Returns: {'again', answer, milliseconds since}, or {'never'}
local kept = redis.call('GET', KEYS[1])
if kept then return { 'again', cmsgpack.unpack(kept), DAY * 1000 - redis.call('PTTL', KEYS[1]) } end
return { 'never' }
