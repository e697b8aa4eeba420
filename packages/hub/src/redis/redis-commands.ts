// The connection of a session for commands: scripts, and which masters there are.

import { ConfigError } from "@skep/core/base";
import { EngineError } from "../errors.ts";
import { BEAT, SERVER, type Server, serverFrom } from "./beat-script.ts";
import { PARTITIONS } from "./layout.ts";
import { mastersText } from "./life-script.ts";
import { PUBLISH } from "./publish-script.ts";
import { READ } from "./read-script.ts";
import type { OwnClient } from "./redis-client.ts";
import { redisCode } from "./redis-error.ts";
import type { Script } from "./script.ts";
import { SWEEP } from "./sweep-script.ts";
import { TOPS } from "./top-script.ts";

/** Commands without an answer. Overflow: the next one is refused, so that a server that hangs fills no memory. */
const MOST_PENDING = 20_000;

export interface CommandsOptions {
  readonly client: OwnClient;
  readonly isCluster: boolean;
  /** A key of a partition. */
  readonly keyIn: (partition: number) => string;
}

export class RedisCommands {
  readonly #options: CommandsOptions;
  #pending = 0;
  /** The `run_id` of each master, as a script is told them. */
  masters = "";
  #renewing: Promise<void> | undefined;

  constructor(options: CommandsOptions) {
    this.#options = options;
  }

  /** Looks at the servers, and gives them the scripts. Rejects with a `ConfigError` for one that cannot be used at all. */
  async prepare(): Promise<void> {
    await this.#meet();
    const scripts = [PUBLISH, READ, TOPS, SWEEP, BEAT];
    await Promise.all(scripts.map(({ source }) => this.#options.client.scriptLoad(source)));
  }

  async #meet(): Promise<void> {
    const servers = await this.#servers();
    for (const server of servers) checkServer(server, this.#options.isCluster);
    this.masters = mastersText(servers.map(({ runId }) => runId));
  }

  /** By a key of each partition, as a client of a cluster finds its masters by keys. */
  #servers(): Promise<Server[]> {
    const { isCluster, keyIn } = this.#options;
    const keys = isCluster ? Array.from({ length: PARTITIONS }, (_, at) => [keyIn(at)]) : [[]];
    return Promise.all(keys.map(async (one) => serverFrom(await this.run(SERVER, one, []))));
  }

  /** A cluster may have other masters than before. They are asked once at a time. */
  async renewMasters(): Promise<void> {
    if (!this.#options.isCluster) return;
    this.#renewing ??= this.#meet().finally(() => (this.#renewing = undefined));
    await this.#renewing;
  }

  /** What the script returns. All keys are of one partition, unless this is no cluster. */
  async run(script: Script, keys: string[], args: readonly string[]): Promise<unknown> {
    if (this.#pending >= MOST_PENDING)
      throw new EngineError(`Redis has not answered ${MOST_PENDING} commands.`);
    this.#pending++;
    try {
      return await this.#run(script, { keys, arguments: [...args] });
    } finally {
      this.#pending--;
    }
  }

  /** Somebody may have emptied the cache of scripts, or a node is new. Publishes that overlap may change places then. */
  async #run(
    { sha, source }: Script,
    options: { keys: string[]; arguments: string[] },
  ): Promise<unknown> {
    const { client } = this.#options;
    try {
      return await client.evalSha(sha, options);
    } catch (error) {
      if (redisCode(error) !== "NOSCRIPT") throw error;
      return client.eval(source, options);
    }
  }
}

/** The first version with sharded channels. */
const OLDEST = 7;

function checkServer({ mode, version }: Server, isForCluster: boolean): void {
  if (!(Number.parseInt(version, 10) >= OLDEST))
    throw new ConfigError(
      "client",
      `of a Redis from version ${OLDEST} on, which has sharded channels`,
      version,
    );
  if (mode === "cluster" && !isForCluster)
    throw new ConfigError(
      "client",
      "one of createCluster, as the server is a node of a cluster",
      mode,
    );
}
