// What docs/errors.md says of each error, kind, phase and warning, in words for whoever meets one. A code, kind or phase
// without words does not compile. How the page is laid out, this does not know.
import type { FailureKind, FailurePhase, SkepErrorCode } from "../../packages/core/src/index.ts";

export interface ErrorWords {
  readonly means: string;
  readonly thrown: string;
  /** Beside `name`, `message` and `code`, which all have. */
  readonly data: string;
  readonly todo: string;
}

const FAILURE = "`phase`, `kind`, `closeCode`, `closeReason`, `detail`";

export const ERRORS: Readonly<Record<SkepErrorCode, ErrorWords>> = {
  ERR_POOL_CLOSED: {
    means: "The pool was closed, or its signal aborted.",
    thrown: "By methods of a pool after `close()`.",
    data: "–",
    todo: "Make a new pool.",
  },
  ERR_PEER_EXISTS: {
    means: "The id, or a URL with the same key, is registered already.",
    thrown: "By `pool.connect`.",
    data: "`id`",
    todo: "Give the second one an `id` of its own, or await `remove()` of the first.",
  },
  ERR_PEER_NOT_FOUND: {
    means: "No peer with this id is registered.",
    thrown: "By methods of a pool that take an id.",
    data: "`id`",
    todo: "Look it up with `pool.get(id)`, which gives undefined; a peer that was retired has to be connected again.",
  },
  ERR_CONNECTION_UNAVAILABLE: {
    means: "The peer is not connected. Nothing was sent and nothing is kept.",
    thrown: "By `send`, and by `whenConnected` of a peer that is stopped.",
    data: "`id`; `cause`, the last failure, if there is one",
    todo: "Await `whenConnected()`, or send again on `connected`.",
  },
  ERR_CONNECTION_CLOSED: {
    means: "A link that was connected has ended.",
    thrown:
      "To sends that waited when it ended; it is the `cause` of `disconnected` and of `retired`.",
    data: `\`id\`, ${FAILURE}, \`cause\``,
    todo: "Nothing, as the peer is dialled anew; the kind below says what ended it.",
  },
  ERR_BACKPRESSURE: {
    means: "Too much waits already, and this call was not taken.",
    thrown: "By `send` above `sendBuffer.sends`; by `next()` when 1,024 calls of it are open.",
    data: "`id`, of a send",
    todo: "Await sends, or use `trySend`; end reads that are no longer needed by a signal or `return()`.",
  },
  ERR_WRITE_TIMEOUT: {
    means: "The peer took nothing for `writeTimeout` while a send waited, which was not sent.",
    thrown: "By `send`.",
    data: "`id`",
    todo: "Send less, or raise `writeTimeout`.",
  },
  ERR_READ_LIMIT: {
    means: "The peer sent a message larger than `readLimit`, and its link has ended.",
    thrown: "As `ERR_CONNECTION_CLOSED`, of which it is a special case.",
    data: `\`id\`, ${FAILURE}`,
    todo: "Raise `readLimit`, if such messages are wanted.",
  },
  ERR_DIAL: {
    means: "A dial has ended that never became connected.",
    thrown:
      "It is the `cause` of `dialfailed`, and of `retired` where a peer is given up; `whenConnected` rejects with it then.",
    data: `\`id\`, ${FAILURE}, \`status\`, \`headers\` of the answer, \`cause\`; \`failedDials\` where \`retry.initialRetries\` gave up`,
    todo: "Nothing, as the peer is dialled anew, unless the kind below is one for which a peer is retired. With `failedDials`, which end the message, look at host and port: there was never a link.",
  },
  ERR_REENTRANCY: {
    means: "A method was called from where it must not be.",
    thrown:
      "By methods of a pool inside of a `workerFactory`; by `receive` while another call waits, or after the gate.",
    data: "–",
    todo: "Call it later, such as in a microtask.",
  },
  ERR_CONFIG: {
    means: "An option, URL, close code or payload cannot be used. Nothing was changed.",
    thrown:
      "By constructors, `connect`, `send`, `close`, `redial` and the functions of `skep/config`.",
    data: "`path` of the option; `value`, of what may be a secret only its type; `cause`",
    todo: "Compare with [the options](options.md).",
  },
};

export const PHASES: Readonly<Record<FailurePhase, string>> = {
  resolve: "Providers of `url`, `protocols` and `headers` were asked.",
  dial: "The transport opened a link.",
  handshake: "The server had answered the upgrade.",
  opening: "The link was open, and `onOpen` and `ready` had not passed.",
  live: "The peer was connected.",
};

/** What it means, and what to do. */
export const KINDS: Readonly<Record<FailureKind, readonly [means: string, todo: string]>> = {
  provider: [
    "A provider threw, rejected or gave something that cannot be dialled.",
    "See the `cause`.",
  ],
  timeout: [
    "`dialTimeout` passed, or `keepaliveTimeout` did while dialling.",
    "Raise them for a server that is slow.",
  ],
  network: [
    "Refused, unreachable, reset, or the name or certificate was not accepted.",
    "See the code of the `cause`; a browser tells none.",
  ],
  status: [
    "The server answered the upgrade with another status than 101.",
    "See `status`: 401 and 403 ask for another token, 429 and 503 for time. A hub answers 403 to an origin that `allowedOrigins` does not name.",
  ],
  closed: ["The peer sent a close frame.", "See `closeCode` and `closeReason`."],
  lost: [
    "The link ended without a close frame, which browsers call 1006.",
    "Nothing: networks do that.",
  ],
  keepalive: [
    "Silence for `keepaliveTimeout`, or no answer to a probe after a signal.",
    "Nothing, unless the peer is silent by nature: then give it a `probe`.",
  ],
  violation: ["The peer broke the protocol.", "Tell who runs it; `detail` says which rule."],
  readLimit: ["A message was larger than `readLimit`.", "See `ERR_READ_LIMIT`."],
  gate: ["`onOpen` threw or rejected.", "See the `cause`."],
  overflow: [
    "The inbox stood at its limit, or the socket was paused for longer than `inbox.maxPause`.",
    "Read faster, or choose another `inbox.overflow`.",
  ],
  redial: ["`redial()` was called.", "Nothing."],
  frozen: ["The page was frozen.", "Nothing: it is dialled when the page is back."],
  stopped: ["`close()`, `remove()` or an abort.", "Nothing."],
};

/** Warnings and lines of the log: what the full build says stands in the source, and what it is about here. */
export const WARNINGS: Readonly<Record<string, string>> = {
  WARN_CONNECTION_UNREAD:
    "Nobody has ever read this connection, and its oldest messages are dropped. Read it with `for await`.",
  WARN_INBOX_UNREAD:
    "Nobody has ever read `pool.inbox`, and its oldest messages are dropped. Read it, or set `inbox.discard`.",
  WARN_SECRET_ID: "The id of a peer is a URL that seems to hold a secret. Give it an `id`.",
  "WARN_DETACHED 5000":
    "A worker did not end within `stopTimeout`, here 5,000 ms, and was detached.",
  "WARN_OUT_OF_TURN connected":
    "A worker of the application told `connected`, or another fact, when it could not be so; only in the log.",
  "GHSA-9fm3-97px-rjf6 24.0.0":
    "The built-in WebSocket of this Node keeps every ping of a flood in memory. Use a newer one, or the transport over `ws`.",
};
