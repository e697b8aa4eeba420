// How a dial tells the server what to answer: it stands in the path, so that nobody has to be asked before.

import type { SuiteAnswer } from "@skep/core/testing";

/** Where a server listens, and where nobody does. */
export interface Place {
  /** `ws` or `wss`. */
  readonly scheme: string;
  readonly port: number;
  readonly vacant: number;
  /**
   * Where handshakes hang: on an address of its own, as Firefox lets no other socket of the same one
   * through meanwhile.
   */
  readonly muteHost: string;
}

/** The address at which dial number `visit` is answered so. */
export function visitUrl(place: Place, visit: number, answer: SuiteAnswer): string {
  const host = answer.kind === "mute" ? place.muteHost : "127.0.0.1";
  const port = answer.kind === "nobody" ? place.vacant : place.port;
  return `${place.scheme}://${host}:${port}/${visit}/${encodeURIComponent(JSON.stringify(answer))}`;
}

/** What the path of such an address asks for; undefined where it is none. */
export function answerIn(path: string): SuiteAnswer | undefined {
  const encoded = /^\/\d+\/(%7B.+)$/.exec(path)?.[1];
  return encoded === undefined
    ? undefined
    : (JSON.parse(decodeURIComponent(encoded)) as SuiteAnswer);
}
