-- Does nothing: an operation that was done before is answered as it was then.
-- KEYS: any key of the tag that the operation was done under
-- ARGV: now, channel
-- Returns: nothing of its own
-- Refuses: never when the operation has not been done
return refuse('never')
