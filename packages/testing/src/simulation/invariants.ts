// The invariants that a simulation checks, by name: what each says, and where it comes from.

import { ofConnection } from "./connection-invariants.ts";
import { ofInbox } from "./inbox-invariants.ts";

export interface Invariant {
  readonly says: string;
  /** Numbers of the session's invariants in ARCHITECTURE.md, and letters of the classic ones in docs/simulation.md. */
  readonly from: readonly string[];
}

const table = {
  // The session.
  edges: {
    says: "A session changes its state along the edges of its table, and tells the state it is in.",
    from: ["1", "4", "S1"],
  },
  "no faults": {
    says: "No cell of the table that says `never` is reached, and no error is told that the application did not make.",
    from: ["1"],
  },
  "no warnings": { says: "No worker is detached: each ends within its time.", from: ["6"] },
  "one socket": {
    says: "A session has one socket where its state is about one, and none elsewhere.",
    from: ["2", "S2", "S3"],
  },
  "dial numbers": {
    says: "What is told of a link carries the number of its dial.",
    from: ["2", "S3"],
  },
  "dial numbers grow": {
    says: "Each dial that is told of has a higher number than the one before.",
    from: ["2", "S3"],
  },
  "bounded states": {
    says: "A dial, its gate, a goodbye and the end of a link that takes no more sends end within `dialTimeout` and `closeTimeout`; a hung dial is replaced after `keepaliveTimeout`; one that a signal met is over in 3 s.",
    from: ["3", "6", "S4", "S9"],
  },
  "proof of life": {
    says: "A link that is silent for as long as is allowed is given up within a tenth of a second.",
    from: ["3", "S5"],
  },
  "no healthy link is killed": {
    says: "Only a link that was silent for as long as is allowed is given up for it; time in which nothing ran is no silence.",
    from: ["3", "S5"],
  },
  alternation: { says: "`connected` and `disconnected` alternate, of the same dial.", from: ["5"] },
  "connected is usable": {
    says: "A session is not connected from the moment on at which its link takes no more sends.",
    from: ["5"],
  },
  "loops let others run": {
    says: "Whatever an application loops over, no more than a few hundred of its awaits follow each other without a macrotask.",
    from: ["5"],
  },
  "usable when told": { says: "The peer is connected when `connected` is told.", from: ["5"] },
  "gone when told": {
    says: "The peer is no longer connected when `disconnected` is told.",
    from: ["5"],
  },
  "told as it is": {
    says: "`connected` has been told and `disconnected` has not, exactly while the session is connected or ending.",
    from: ["5"],
  },
  causes: {
    says: "The cause that is told is what the socket reported, in the words of the phase that it was in.",
    from: ["5", "S8"],
  },
  "errors name their peer": {
    says: "The error that is told of an end carries the id of its peer; stats show the same error until a link was stable.",
    from: ["P1"],
  },
  verdicts: {
    says: "A peer is given up for what the verdicts and `maxRetries` say, and for nothing else.",
    from: ["9", "S8"],
  },
  "retired once": {
    says: "`retired` is told once, and not of a peer that the user removed.",
    from: ["S8"],
  },
  "quiet after the end": {
    says: "Nothing is told of a peer that is gone, and it dials nobody; after a close, nothing is told at all.",
    from: ["6", "G3", "P4"],
  },
  "redial dials": {
    says: "`redial()` leads to a dial, and with `within` until then, except where there is nothing to dial any more.",
    from: ["7"],
  },
  backoff: { says: "The wait that is told lies in the window of its attempt.", from: ["9", "S6"] },
  "backoff memory": {
    says: "Attempts count up from the last stable link, and from nowhere else.",
    from: ["9", "S7"],
  },
  "no early dial": {
    says: "A dial that was told for later does not come earlier, unless a signal, the user or the origin says so.",
    from: ["S6"],
  },
  "dials apart": {
    says: "Two dials of one peer begin `retry.minDelay` apart, whoever asks, or 100 ms where a signal or the origin hurries.",
    from: ["S6"],
  },
  "no late dial": {
    says: "A wait ends when it was told to, within half a second of a signal, and never before the page is back.",
    from: ["S6"],
  },
  frozen: { says: "A page that is about to stop dials nobody and keeps no link.", from: ["S6"] },
  // The pool.
  figures: {
    says: "The figures of the pool are the sums of those of its peers, past and present.",
    from: ["P1"],
  },
  identity: {
    says: "What a pool tells and gives to read carries the id and the registration that it is of; what a connection tells carries neither.",
    from: ["P1"],
  },
  "paced dials": {
    says: "No origin sees more than `dialing.perSecond` dials in a second.",
    from: ["P2"],
  },
  "dials in flight": {
    says: "No origin sees more than `dialing.inFlight` handshakes at once.",
    from: ["P2"],
  },
  "no idle queue": {
    says: "No dial waits for the limiter while its origin is not down and dials may pass.",
    from: ["7", "P2"],
  },
  "one prober": {
    says: "While an origin is down, one peer dials it by itself at a time.",
    from: ["P2"],
  },
  "probes in time": {
    says: "Who waits for an origin that is down waits for no more than `dialing.probeInterval` for the next dial of it.",
    from: ["P2"],
  },
  "probes apart": {
    says: "A long outage costs the origin no more than one dial in that time, while several wait for it.",
    from: ["P2"],
  },
  independence: {
    says: "What happens to one peer does not show in what is told of another.",
    from: ["P3"],
  },
  "bounded close": {
    says: "`close` ends within `closeTimeout`, its own `timeout` or its signal, whatever the sockets do; so does `remove`.",
    from: ["6", "10", "S9", "P4"],
  },
  lingers: {
    says: "A peer that lingers says goodbye when all that was accepted is sent and it was quiet, or after `stopTimeout`.",
    from: ["6", "S10"],
  },
  released: {
    says: "After its end a pool or a connection holds no timer, socket or listener.",
    from: ["6", "G3"],
  },
  "one timer": { says: "A pool or a connection holds one timer at most.", from: ["3", "S4"] },
  "one timer a deadline": {
    says: "A timer is armed for long enough: none fires before its deadline and is armed for it again.",
    from: ["3", "S4"],
  },
  heals: {
    says: "When all faults have ended, each peer is connected again in bounded time, and hears what is sent.",
    from: ["G2"],
  },
  "clear errors": {
    says: "Wrong calls are answered with the documented error, and change nothing.",
    from: ["P1"],
  },
  "one listener": {
    says: "A pool listens to a signal of the application once, however many wait for it.",
    from: ["G3"],
  },
  "aborts are heard": {
    says: "An aborted signal takes effect before the abort has returned.",
    from: ["6"],
  },
  "events in order": {
    says: "A reader of `events` sees what listeners see, in order, or how much it missed.",
    from: ["G1"],
  },
  secrets: {
    says: "No event, error or log line holds what stands in a query, a header or a subprotocol, or what a provider or a gate threw.",
    from: ["S12"],
  },
} as const;

export type InvariantName = keyof typeof table | keyof typeof ofInbox | keyof typeof ofConnection;

/** All that is checked; a `SimulationError` names one of these. */
export const INVARIANTS: Readonly<Record<InvariantName, Invariant>> = {
  ...table,
  ...ofInbox,
  ...ofConnection,
};
