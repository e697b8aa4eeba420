// Errors that only a pool creates; a connection by itself does not carry them.

/* oxlint-disable no-unused-private-class-members -- a static member is there to brand its class */

import { brand, SkepError } from "./errors.ts";

/** The pool was closed, or its signal aborted. */
export class PoolClosedError extends SkepError {
  constructor() {
    super("ERR_POOL_CLOSED", []);
  }
  static readonly #branded = brand(this, "PoolClosedError");
}

/** `connect` with an id, or a URL with the same key, that is registered already. */
export class PeerExistsError extends SkepError {
  constructor(id: string) {
    super("ERR_PEER_EXISTS", [], undefined, id);
  }
  static readonly #branded = brand(this, "PeerExistsError");
}

/** No peer with this id is registered. */
export class PeerNotFoundError extends SkepError {
  constructor(id: string) {
    super("ERR_PEER_NOT_FOUND", [], undefined, id);
  }
  static readonly #branded = brand(this, "PeerNotFoundError");
}
