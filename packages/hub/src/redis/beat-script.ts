// What shows that a partition hears this session, and what its server is: a script that writes and tells as a publish does. Lua, and its answer.

import { asCount, asList, asText } from "./reply.ts";
import { type Script, scriptOf } from "./script.ts";

/** Runs on servers that are too old for the rest, which is found out by it. */
export const SERVER: Script = scriptOf(`
local server = redis.call('INFO', 'server')
return { string.match(server, 'redis_version:([%w.-]+)') or '', string.match(server, 'run_id:(%x+)') or '', string.match(server, 'redis_mode:(%a+)') or '' }
`);

export interface Server {
  readonly version: string;
  readonly runId: string;
  /** `standalone`, `cluster` or `sentinel`. */
  readonly mode: string;
}

export function serverFrom(reply: unknown): Server {
  const [version = "", runId = "", mode = ""] = asList(reply).map(asText);
  return { version, runId, mode };
}

/** A server that is loading, out of memory, a replica or busy refuses this as it refuses a publish. */
export const BEAT: Script = scriptOf(`
redis.call('SET', KEYS[1], ARGV[1], 'PX', 60000)
local receivers = redis.call('SPUBLISH', KEYS[1], ARGV[1])
return { receivers, string.match(redis.call('INFO', 'server'), 'run_id:(%x+)') }
`);

/** Who was told a beat, and by whom. */
export interface BeatAnswer {
  readonly receivers: number;
  readonly runId: string;
}

export function beatAnswerFrom(reply: unknown): BeatAnswer {
  const [receivers, runId] = asList(reply);
  return { receivers: asCount(receivers), runId: asText(runId) };
}
