-- Claims a request's own name for the request with this print. It holds until the
-- request is answered or refused, and if that never comes for a day. Done twice by the same request it is one claim.
-- KEYS: request
-- ARGV: now, channel, print, seconds for which the claim holds
-- Returns: {'go'}, {'done', status, location, body, tag} when it has been answered, {'other'} when another request has the name
local kept = redis.call('HMGET', KEYS[1], 'print', 'status', 'location', 'body', 'tag')
if kept[1] and kept[1] ~= ARGV[3] then return { 'other' } end
if kept[2] then return { 'done', kept[2], kept[3], kept[4], kept[5] or '' } end
redis.call('HSET', KEYS[1], 'print', ARGV[3])
redis.call('EXPIRE', KEYS[1], ARGV[4])
return { 'go' }
