// What shows that a partition hears this session, and what its server is: a script that writes and tells as a publish does. Lua, and its answer.

import { asList, asText } from "./reply.ts";
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
return redis.call('SPUBLISH', KEYS[1], ARGV[1])
`);
