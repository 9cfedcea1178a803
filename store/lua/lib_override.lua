-- override leaves for the audit that somebody did something to what is another's.
local function override(outbox, deed, who, whom, what, now)
  if who == whom then return end
  follow(outbox, 'kind', 'override', 'deed', deed, 'who', who, 'whom', whom, 'what', what, 'at', whole(now))
end
