// Upgrades of Node's HTTP servers, as far as they are seen from outside. Types only, and none of Node's: a program on Deno or Bun, or one without
// Node's types, compiles against them.

/** An `http.IncomingMessage`. */
export interface NodeRequestLike {
  readonly url?: string | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly socket: { readonly remoteAddress?: string | undefined };
}

/** The socket of an upgrade: a `stream.Duplex`. */
export interface NodeStreamLike {
  readonly readable: boolean;
  readonly writable: boolean;
  destroy(): unknown;
}

/** A listener of `upgrade`. */
export type UpgradeListener = (
  request: NodeRequestLike,
  socket: NodeStreamLike,
  head: Uint8Array,
) => void;

/** An `http.Server`, or what upgrades like one. */
export interface HttpServerLike {
  on(event: "upgrade", listener: UpgradeListener): unknown;
  off(event: "upgrade", listener: UpgradeListener): unknown;
  /** Without it, upgrades of other paths are never answered here. */
  listenerCount?(event: "upgrade"): number;
}
