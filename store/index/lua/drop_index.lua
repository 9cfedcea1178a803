-- Takes away what is left of building an index anew. Done twice, there is nothing left.
-- KEYS: orders, facts, texts, postings, words, vocabulary, beginnings, spellings, lists
-- ARGV: now, channel
-- Returns: {'ok'}
redis.call('UNLINK', unpack(KEYS))
return { 'ok' }
