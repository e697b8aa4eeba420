// One sentence about each option, for the docs; a default in words where it is no value. Not part of the runtime path.

import { DEFAULT_KEEPALIVE_TIMEOUT } from "./defaults.ts";

type Sentences = Readonly<Record<string, string>>;

/** Of all that the constructor of a pool takes. */
export const POOL_SENTENCES: Sentences = {
  transport: "How sockets are opened in this runtime; `skep` brings the one that fits.",
  signal: "Closes the pool when it aborts.",
  workerFactory:
    "Makes the worker of each peer; it is called inside `connect` and must be synchronous.",
  keepaliveTimeout:
    "Silence after which a link or a hung dial is given up and dialled anew; 0 is off.",
  pingInterval:
    "Time between two pings or probes of a connected link, spread by 10 % to both sides; 0 is off.",
  dialTimeout:
    "From admission by the dial limiter to an open link, providers and gate included; 0 is off.",
  closeTimeout:
    "How long the peer may take to answer our close frame, or to end the connection after its own.",
  writeTimeout: "How long a waiting send bears no progress; then it is a `WriteTimeoutError`.",
  "sendBuffer.bytes": "Bytes in the socket's buffer from which sends wait for room.",
  "sendBuffer.sends": "Sends that may wait at once; one more is a `BackpressureError`.",
  minUptime: "How long a link must have been connected before the backoff is forgotten.",
  readLimit:
    "The largest message accepted, in bytes; 0 is no limit. Not applied where the transport cannot.",
  stopTimeout: "How long a worker may take to settle after `stop`; then it is detached.",
  "retry.initialDelay": "The first window, out of which the first wait is drawn.",
  "retry.minDelay": "The shortest wait between two dials.",
  "retry.maxDelay": "The largest window.",
  "retry.multiplier": "By what the window grows with each failed attempt.",
  "retry.jitter":
    "`full` draws from `minDelay` to the window, `equal` from half the window, `none` takes the window.",
  "retry.maxRetries":
    "How often a failed try is followed by another, without a stable link between; one failure more retires the peer.",
  "retry.initialRetries":
    "The same while no link was ever connected. Not counted are failures while the environment says `offline`; `online` and `redial()` begin the count anew.",
  "retry.classify":
    "Judges a failure: `retry`, `retire` or `{ retryAfter }`; it is given the verdict that it replaces.",
  onOpen: "Runs on every new link before anything else is sent; its failure is a failed dial.",
  ready: "Asked for each message before `connected` is told; the first true opens the gate.",
  probe: "A message and a test for its answer, in place of pings where a platform has none.",
  "inbox.capacity":
    "A mark, in messages of the whole pool: above its share of it a peer's socket is paused.",
  "inbox.limit.messages": "A wall, in messages of the whole pool.",
  "inbox.limit.bytes": "A wall, in bytes of the whole pool.",
  "inbox.overflow":
    "What happens at the wall to the peer with the longest queue; until the first read, `drop-oldest` stands in for `disconnect`.",
  "inbox.maxPause": "How long a paused socket counts as alive; then `overflow` decides.",
  "inbox.discard": "Drops each message without a word, for an application that only sends.",
  "events.capacity": "Records that wait in one iterator of `pool.events`; above it the oldest go.",
  "dialing.perSecond": "Dials per second to one origin.",
  "dialing.inFlight":
    "Handshakes with one origin that may be under way at once, of all peers of the pool, whatever their transport.",
  "dialing.probeInterval":
    "The time between two dials of an origin that is down while several peers wait for it; the first few may come sooner.",
  headers:
    "Fields of every upgrade request as a record or `Headers`, or a function that is asked for them on every dial.",
  binary:
    "Whose memory binary messages are in: `own` is a buffer of its own for each, `view` may be a part of the socket's read buffer, without a copy.",
  environment: "Facts about the environment that shorten waits and cause probes.",
  logger: "Where log lines go; `console` fits.",
  clock: "The source of time.",
  asyncContext:
    "Remembers in which async context something was registered; `skep` brings that of the runtime.",
  random: "The source of chance, numbers in [0, 1).",
  unref: "Lets the process end although the pool is open.",
};

/** Of what `connect` takes; what concerns its session is described above. */
export const PEER_SENTENCES: Sentences = {
  id: "The name of the peer, taken verbatim; needed when `url` is a function.",
  url: "What to dial: a URL of `ws:`, `wss:`, `http:` or `https:`, a relative one where the transport has a base, or a function that is asked for one on every dial.",
  protocols: "Subprotocols to offer, or a function that is asked for them on every dial.",
  headers: "Added to those of the pool; the same name wins here.",
  signal: "Removes the peer when it aborts.",
  transport: "How the sockets of this peer are opened.",
  workerFactory: "Makes the worker of this peer.",
};

/** Of what the constructor of a connection takes; what concerns its session is described above. */
export const CONNECTION_SENTENCES: Sentences = {
  url: "What to dial, or a function that is asked for it on every dial.",
  protocols: "Subprotocols to offer, or a function that is asked for them on every dial.",
  headers: "Fields of every upgrade request, or a function that is asked for them on every dial.",
  signal: "Closes the connection when it aborts.",
  transport: "How sockets are opened in this runtime; `skep` brings the one that fits.",
  "retry.initialRetries":
    "As for a pool. With the default delays it gives up after 30 s of waits on average, and 60 s at most; the dials come on top.",
  "limit.messages":
    "Messages that may wait to be read; more end the link, or, while nobody has ever read, the oldest go.",
  "limit.bytes": "Bytes that may wait to be read; the same holds for them.",
  maxPause: "How long a paused socket counts as alive; then the link is given up.",
  binary: "Whose memory binary messages are in, as for a pool.",
  environment: "Facts about the environment that shorten waits and cause probes.",
  logger: "Where log lines go; `console` fits.",
  clock: "The source of time.",
  asyncContext:
    "Remembers in which async context something was registered; `skep` brings that of the runtime.",
  random: "The source of chance, numbers in [0, 1).",
  unref: "Lets the process end although the connection is open.",
};

/** Defaults that the table cannot hold. An option that is in neither has none. */
export const POOL_DEFAULTS: Sentences = {
  transport: "that of `skep`",
  workerFactory: "`DefaultWorker`",
  keepaliveTimeout: `${DEFAULT_KEEPALIVE_TIMEOUT / 1_000} s where a ping or probe exists, else off`,
  "retry.classify": "the built-in verdicts",
  "dialing.inFlight":
    "64; 1 where the platform lets one handshake a host through at a time (Chromium, Firefox)",
  logger: "silent",
  clock: "the platform's",
  random: "`Math.random`",
};

/** The same for a peer. */
export const PEER_DEFAULTS: Sentences = {
  id: "the normalised URL",
  transport: "the pool's",
  workerFactory: "the pool's",
};

/** The same for a connection. */
export const CONNECTION_DEFAULTS: Sentences = {
  transport: "that of `skep`",
  logger: "silent",
  clock: "the platform's",
  random: "`Math.random`",
};
