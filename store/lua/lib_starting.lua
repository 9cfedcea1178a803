-- When who is invited to a date is reminded of it: a while before it begins, once. It remembers, as reminded, the latest
-- start that they were reminded of, or need not be.

-- Ten minutes, as campus.RemindBefore.
local BEFORE = 600000

-- remind_at returns when to remind of a date that begins at from; nothing when that is done, or need not be.
local function remind_at(instance, from)
  local reminded = redis.call('HGET', instance, 'reminded')
  if not reminded or tonumber(reminded) < from then return from - BEFORE end
end

-- look_at has a date looked at when who is invited is to be reminded of it, or else when it begins. What is planned to begin
-- so soon needs no reminder: that it is planned is told just now.
local function look_at(due, instance, name, from, now)
  from = tonumber(from)
  local remind = remind_at(instance, from)
  if remind and remind <= now then
    redis.call('HSET', instance, 'reminded', whole(from))
    remind = nil
  end
  redis.call('ZADD', due, whole(remind or from), 'instance:' .. name)
end
