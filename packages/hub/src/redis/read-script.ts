// A read of the past as a script: what follows a position, or why that cannot be said; or the last few. Lua, its arguments, and its answer.

import type { EngineMessage, ReadAnswer, ReadRange } from "../engine/engine.ts";
import { EngineError } from "../errors.ts";
import { LIFE } from "./life-script.ts";
import { asCount, asList, asText, positionFrom, timeFrom } from "./reply.ts";
import { type Script, scriptOf } from "./script.ts";

export const READ: Script = scriptOf(`${LIFE}
local most = tonumber(ARGV[5])
local c = open(KEYS[1])
drop(c)

local function since(epoch, after, time)
  if epoch ~= c.epoch then return 'epoch' end
  if after > c.offset then return 'fork' end
  if after < c.first - 1 then return 'trimmed' end
  local there = c.gone
  if after >= c.first then there = string.match(redis.call('HGET', c.key, 'm' .. after) or '', '^%d+') or '' end
  if time ~= '' and there ~= '' and time ~= there then return 'fork' end
  if c.offset - after > most then return 'limit' end
  return ''
end

local from = math.max(c.first, c.offset - most + 1)
local answer = { c.epoch, c.offset, c.time, '', from }
if ARGV[6] then
  local after = tonumber(ARGV[7])
  answer[4] = since(ARGV[6], after, ARGV[8])
  if answer[4] ~= '' then return answer end
  answer[5], from = after + 1, after + 1
end
for at = from, c.offset, 1000 do
  local fields = {}
  for one = at, math.min(at + 999, c.offset) do fields[#fields + 1] = 'm' .. one end
  for _, message in ipairs(redis.call('HMGET', c.key, unpack(fields))) do answer[#answer + 1] = message end
end
return answer
`);

/** Behind those of the life. */
export function readArguments(range: ReadRange): string[] {
  if ("last" in range) return [String(range.last)];
  const { epoch, offset, time = "" } = range.after;
  return [range.limit, epoch, offset, time].map(String);
}

const GAPS = ["epoch", "fork", "trimmed", "limit"] as const;

export function answerFrom(channel: string, reply: unknown): ReadAnswer {
  const [epoch, offset, time, reason, from, ...kept] = asList(reply);
  const top = positionFrom([epoch, offset, time].map(asText));
  const gap = GAPS.find((known) => known === asText(reason));
  if (gap !== undefined) return { top, gap };
  const first = asCount(from);
  const entries = kept.map((text, at) => keptFrom(channel, top.epoch, first + at, asText(text)));
  return { top, entries };
}

/** Its time, when it was stored, and its payload. */
const KEPT = /^(\d+) \d+ /;

function keptFrom(channel: string, epoch: string, offset: number, text: string): EngineMessage {
  const [head = "", written = ""] = KEPT.exec(text) ?? [];
  const time = timeFrom(written);
  if (time === undefined) throw new EngineError("Redis has a message that no engine has written.");
  return { channel, epoch, offset, previous: offset - 1, time, payload: text.slice(head.length) };
}
