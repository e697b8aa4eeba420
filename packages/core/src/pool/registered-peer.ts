// The handle that an application holds of one registration in a pool.

import type { Peer } from "../peer.ts";
import type { Registration } from "../host/registration.ts";
import { SessionHandle } from "../host/session-handle.ts";

export class RegisteredPeer extends SessionHandle implements Peer {
  readonly id: string;

  constructor(own: Registration) {
    super(own);
    this.id = own.id;
  }
}
