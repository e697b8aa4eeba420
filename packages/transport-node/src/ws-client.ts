// The client of ws, which also tells when the peer's close frame has arrived. It knows no port.

import WebSocket from "isomorphic-ws";

/** Whose a client or a stream is: they call shared functions with themselves as `this`. */
export const owner: unique symbol = Symbol("owner");

export interface Owned<T> {
  [owner]: T;
}

/** Told of the peer's close frame. */
export interface ClientOwner {
  closing(code: number, reason: string): void;
}

export class WsClient extends WebSocket {
  /**
   * Only ws calls it: there is no event for a close frame, but its receiver answers one by this public method. It hands
   * over code and reason, or nothing where the frame had neither; a code alone where the peer broke the protocol, and
   * then an `error` follows. A `ws` that closes in another way, such as Bun's own, tells nothing.
   */
  override close(...answer: Parameters<WebSocket["close"]>): void {
    super.close(...answer);
    const [code = NO_CODE, reason = ""] = answer;
    if (answer.length !== 1)
      (this as unknown as Owned<ClientOwner>)[owner].closing(code, reason.toString());
  }

  /** Starts the closing handshake from our side. */
  leave(code?: number, reason?: string): void {
    super.close(code, reason);
  }
}

// RFC 6455 7.1.5: the close frame had no code.
const NO_CODE = 1005;
