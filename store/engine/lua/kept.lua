-- Reads how an operation was answered before, where Redis takes no more and Write's own look is refused with it.
-- KEYS: where the answer is kept
-- ARGV: now, channel
-- Returns: {'again', answer}, or {'never'}
local kept = redis.call('GET', KEYS[1])
if kept then return { 'again', cmsgpack.unpack(kept) } end
return { 'never' }
