// What the engine uses of a client of Redis, by its shape: that of the package `redis`, or a wrapper of your own.

/** Told a message of a sharded channel. */
export type LiveListener = (message: string, channel: string) => void;

export interface RunOptions {
  keys: string[];
  arguments: string[];
}

/**
 * A client of one server, or of a cluster, as `createClient` and `createCluster` of the package `redis` give it. The engine opens connections of
 * its own by `duplicate`, so the client itself need not be connected.
 */
export interface RedisClientLike {
  /** Another client with the same options, but for these. */
  duplicate(overrides?: object): unknown;
}

/** A connection to a node of a cluster, while it is opened. */
type Opening = Promise<{ destroy(): void }> | undefined;

/** What `duplicate` gives. */
export interface OwnClient {
  /** Of a client of a cluster. */
  readonly nodeByAddress?: ReadonlyMap<
    string,
    {
      readonly connectPromise?: Opening;
      readonly pubSub?: { readonly connectPromise?: Opening } | undefined;
    }
  >;
  connect(): Promise<unknown>;
  /** Ends the connections at once; what is under way rejects. */
  destroy(): void;
  on(event: string, listener: (reason?: unknown) => void): unknown;
  evalSha(sha: string, options: RunOptions): Promise<unknown>;
  eval(source: string, options: RunOptions): Promise<unknown>;
  scriptLoad(source: string): Promise<unknown>;
  sSubscribe(channels: string[], listener: LiveListener): Promise<unknown>;
  sUnsubscribe(channels: string[], listener: LiveListener): Promise<unknown>;
}

/** A client of a cluster shows its nodes. */
export function isCluster(client: object): boolean {
  return "nodeByAddress" in client;
}

/** What an application has set, where it can be seen. */
interface Settings {
  readonly keyPrefix?: unknown;
  readonly database?: unknown;
  readonly socket?: object | undefined;
}

interface Optioned {
  readonly options?: Settings | undefined;
  /** Those of a cluster: for all, and for each node. */
  readonly _options?: (Settings & { readonly defaults?: Settings }) | undefined;
}

/** Whether keys are sent to Redis by other names than the engine gives them. */
export function keyPrefixOf(client: object): unknown {
  const { options, _options } = client as Optioned;
  return options?.keyPrefix ?? _options?.keyPrefix ?? _options?.defaults?.keyPrefix;
}

/** Sharded channels are the same for all databases of a server. 0 where none was chosen. */
export function databaseOf(client: object): number {
  return Number((client as Optioned).options?.database ?? 0);
}

/**
 * No types of replies but those of the package, and no timeout for what waits to be written: it costs an `AbortSignal` a command, which is more than the
 * rest of it, and the engine has a time of its own for all of them.
 */
export const COMMANDS = { timeout: undefined };

/**
 * Connections of the engine: what is asked while one is not there is refused and not kept, one that ends is not opened again behind the
 * engine's back, and replies are not changed by what the application has set. Beats say whether the server is there: a `socketTimeout` would end
 * connections between two of them, and a ping that is refused would end one that is sound.
 */
export function ownClient(client: RedisClientLike, connectTimeout: number): OwnClient {
  const { options, _options } = client as Optioned;
  const plain = {
    disableOfflineQueue: true,
    commandOptions: COMMANDS,
    clientSideCache: undefined,
    emitInvalidate: undefined,
    pingInterval: undefined,
  };
  const link = { reconnectStrategy: false, connectTimeout, socketTimeout: undefined };
  if (!isCluster(client)) {
    const socket = { ...options?.socket, ...link };
    return client.duplicate({ ...plain, socket }) as OwnClient;
  }
  const defaults = _options?.defaults;
  const socket = { ...defaults?.socket, ...link };
  return client.duplicate({
    commandOptions: COMMANDS,
    clientSideCache: undefined,
    useReplicas: false,
    defaults: { ...defaults, ...plain, socket },
  }) as OwnClient;
}

/**
 * Ends its connections. One that is ended before its socket is there connects nevertheless (`redis` 6.3.1), so it is ended again when it does; and a
 * client of a cluster does not know its own any more by then.
 */
export function endClient(client: Pick<OwnClient, "destroy" | "nodeByAddress" | "on">): void {
  const nodes = [...(client.nodeByAddress?.values() ?? [])];
  const opening = nodes.flatMap((node) => [node.connectPromise, node.pubSub?.connectPromise]);
  client.destroy();
  for (const event of ["ready", "node-ready"]) client.on(event, () => client.destroy());
  for (const connection of opening)
    void connection?.then(
      (late) => late.destroy(),
      () => {},
    );
}
