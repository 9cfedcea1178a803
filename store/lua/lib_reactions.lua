-- What becomes of a line's reactions.

-- forget_reactions takes away all that a line was given.
local function forget_reactions(reacted, reactions, line)
  redis.call('HDEL', reactions, line)
  redis.call('ZREMRANGEBYLEX', reacted, '[' .. line .. ' ', '(' .. line .. '!')
end
