// The session with the hub: a connection by itself, or a peer of a pool. The client sees no difference.

import { type Failure, Inbox, type Pool, type Verdict } from "@skep/core";
import { ConfigError } from "@skep/core/base";
import { errorOfClose, verdictOf } from "@skep/protocol";
import { Connection, type ConnectionOptions, type Session } from "skep/connection";

/** What a hub says, as frames in batches. It ends when the session is over and everything was read. */
export type Frames = AsyncIterable<readonly (string | Uint8Array)[]>;

/** The options of a session: those of a connection, or of a peer of that pool. */
export interface HubSessionOptions extends ConnectionOptions {
  readonly pool?: Pick<Pool, "connect"> | undefined;
}

export function openSession({ pool, id, ...options }: HubSessionOptions): [Session, Frames] {
  if (pool !== undefined && typeof pool?.connect !== "function")
    throw new ConfigError("pool", "a pool", pool);
  const given = { ...options, id, probe: options.probe ?? HUB_PROBE };
  return pool === undefined ? connect(given) : join(pool, given);
}

function connect(options: ConnectionOptions): [Session, Frames] {
  const connection = new Connection(options);
  return [connection, connection.batches()];
}

/** The peer has an inbox of its own, so that nothing of it reaches that of the pool. */
function join(
  pool: Pick<Pool, "connect">,
  { id, clock, random: _, ...options }: HubSessionOptions,
): [Session, Frames] {
  const inbox = new Inbox({ clock });
  const peer = pool.connect({ ...options, id, inbox });
  void peer.closed.then(() => inbox.end());
  return [peer, dataOf(inbox)];
}

async function* dataOf(inbox: Inbox): Frames {
  for await (const batch of inbox.batches()) yield batch.map(({ data }) => data);
}

/**
 * Asks for a sign of life where a platform has no pings. Any message is one, so it matters to the round trip alone whether an answer
 * that came with other messages is known as one.
 */
export const HUB_PROBE: NonNullable<ConnectionOptions["probe"]> = {
  message: () => '{"type":"ping"}',
  isAnswer: (data) =>
    typeof data === "string" && data.startsWith('{"type":"pong"') && !data.includes("\n"),
};

/** The same options, with what the close codes of hubs mean. An application that classifies failures is given it, and has the last word. */
export function withVerdicts<T extends ConnectionOptions>(options: T, hasOtherToken: boolean): T {
  const { classify } = options.retry ?? {};
  return {
    ...options,
    retry: {
      ...options.retry,
      classify: (failure: Failure, verdict: Verdict): Verdict => {
        const ours = verdictOnClose(failure.closeCode, hasOtherToken) ?? verdict;
        return classify === undefined ? ours : classify(failure, ours);
      },
    },
  };
}

/** Where the close code is one that only hubs have, and says that the same client would be refused again. */
function verdictOnClose(code: number = 0, hasOtherToken: boolean): Verdict | undefined {
  const reason = code < 4_000 ? undefined : errorOfClose(code);
  const verdict = reason && verdictOf(reason);
  return verdict === "never" || (verdict === "auth" && !hasOtherToken) ? "retire" : undefined;
}
