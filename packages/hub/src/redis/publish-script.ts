// A publish as one script: the life of the channel, its keys, the next offset, what is kept, and the message as it is told. Lua, its arguments, and its
// answer.

import type { Published, PublishRequest } from "../engine/engine.ts";
import { LIFE } from "./life-script.ts";
import { asCount, asList, asText, positionFrom, strange } from "./reply.ts";
import { type Script, scriptOf } from "./script.ts";

/** Idempotency keys of one channel. Overflow: the oldest is forgotten, as in memory. */
const MOST_KEYS = 10_000;

/** Keys that have ended are forgotten some at a time, so that no publish pays for all of them. */
const MOST_FORGOTTEN = 32;

export const PUBLISH: Script = scriptOf(`${LIFE}
local live, time, payload, messages, age = ARGV[5], ARGV[6], ARGV[7], tonumber(ARGV[8]), tonumber(ARGV[9])
local text, digest, window = ARGV[10], ARGV[11], tonumber(ARGV[12])
local c = open(KEYS[1])

local function ending(of)
  return tonumber(string.match(redis.call('HGET', c.key, 'k' .. of) or '', '^%d+ %d* (%d+)') or 0)
end

local function forget()
  for _ = 1, ${MOST_FORGOTTEN} do
    if c.head >= c.tail then return end
    local oldest = redis.call('HGET', c.key, 'q' .. c.head) or ''
    if ending(oldest) > now and c.tail - c.head < ${MOST_KEYS} then return end
    redis.call('HDEL', c.key, 'q' .. c.head, 'k' .. oldest)
    c.head = c.head + 1
    redis.call('HSET', c.key, 'h', c.head)
  end
end

if window > 0 then
  forget()
  local known = redis.call('HGET', c.key, 'k' .. text)
  if known then
    local at, when, ends, what = string.match(known, '^(%d+) (%d*) (%d+) (.*)$')
    if tonumber(ends) > now then return { what == digest and 1 or 2, c.epoch, tonumber(at), when } end
  end
end

c.offset = c.offset + 1
local at = c.offset
if messages > 0 then
  redis.call('HSET', c.key, 'm' .. at, time .. ' ' .. now .. ' ' .. payload)
  c.age = age
  trim(c, at - messages + 1)
  expire(c)
else
  trim(c, at)
  c.first, c.gone, c.age = at + 1, time, 0
end
redis.call('HSET', c.key, 's', now, 'o', at, 't', time, 'f', c.first, 'g', c.gone, 'a', c.age)
if window > 0 then
  redis.call('HSET', c.key, 'k' .. text, at .. ' ' .. time .. ' ' .. (now + window) .. ' ' .. digest, 'q' .. c.tail, text, 'l', c.tail + 1)
end
redis.call('PEXPIRE', c.key, math.max(TTL, age, window))
redis.call('SPUBLISH', live, c.epoch .. ' ' .. at .. ' ' .. time .. ' ' .. payload)
return { 0, c.epoch, at, time }
`);

/** Milliseconds, 317 years. Lua writes numbers of more than 14 digits with an exponent, and the end of a key would be none. */
const LONGEST_WINDOW = 1e13;

/** Behind those of the life. A window of 0 says that there is no key. */
export function publishArguments(
  live: string,
  { key, payload, retention, time }: PublishRequest,
): string[] {
  const { age = 0, messages = 0 } = retention ?? {};
  const { digest = "", text = "", window = 0 } = key ?? {};
  // What is kept for no time is not kept.
  const kept = age > 0 ? messages : 0;
  const ending = Math.min(window, LONGEST_WINDOW);
  // What is no whole number nobody would take for a message.
  const whole = Math.trunc(time);
  return [live, whole, payload, kept, age, text, digest, ending].map(String);
}

const OUTCOMES = ["published", "duplicate", "conflict"] as const;

export function publishedFrom(reply: unknown): Published {
  const [code, ...position] = asList(reply);
  const outcome = OUTCOMES[asCount(code)];
  if (outcome === undefined) throw strange();
  return { outcome, position: positionFrom(position.map(asText)) };
}
