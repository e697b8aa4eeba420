// The newest positions of channels of one partition as a script. It renews the time that they are remembered, as somebody has them. Lua, and its answer.

import type { Position } from "@skep/protocol";
import { LIFE } from "./life-script.ts";
import { asList, asText, positionFrom, strange } from "./reply.ts";
import { type Script, scriptOf } from "./script.ts";

export const TOPS: Script = scriptOf(`${LIFE}
local answer = {}
for _, key in ipairs(KEYS) do
  local c = open(key)
  local whole = c.offset == 0 and UNPUBLISHED or math.max(TTL, c.age)
  if redis.call('PTTL', key) < whole / 2 then redis.call('PEXPIRE', key, whole) end
  answer[#answer + 1] = c.epoch
  answer[#answer + 1] = c.offset
  answer[#answer + 1] = c.time
end
return answer
`);

/** One for each of so many keys, in their order. */
export function topsFrom(reply: unknown, keys: number): Position[] {
  const texts = asList(reply).map(asText);
  if (texts.length !== 3 * keys) throw strange();
  const starts = Array.from({ length: keys }, (_, at) => 3 * at);
  return starts.map((start) => positionFrom(texts.slice(start, start + 3)));
}
