// Drops what has ended of a channel that nobody publishes to any more: messages that are too old, and keys. Lua alone; it begins no channel. The answer is 1 where something is left.

import { LIFE } from "./life-script.ts";
import { type Script, scriptOf } from "./script.ts";

export const SWEEP: Script = scriptOf(`${LIFE}
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
local c = open(KEYS[1])
drop(c)
for at = c.head, math.min(c.tail - 1, c.head + 999) do
  local text = redis.call('HGET', c.key, 'q' .. at) or ''
  local known = redis.call('HGET', c.key, 'k' .. text) or ''
  if tonumber(string.match(known, '^%d+ %d* (%d+)') or 0) > now then break end
  redis.call('HDEL', c.key, 'q' .. at, 'k' .. text)
  c.head = at + 1
  redis.call('HSET', c.key, 'h', c.head)
end
return (c.first <= c.offset or c.head < c.tail) and 1 or 0
`);
