// The session machine: what each state does with each input, as two total tables. This file and the handlers
// that it names decide all that a session does. They do not know clocks, promises or sockets.

import * as connected from "./connected.ts";
import * as dialing from "./dialing.ts";
import { signalLink } from "./doubt.ts";
import * as ending from "./ending.ts";
import type { Alarm, Input, InputType } from "./input.ts";
import * as keepalive from "./keepalive.ts";
import * as opening from "./opening.ts";
import * as queued from "./queued.ts";
import type { State, StateName } from "./state.ts";
import type { Env, Handler, Step } from "./step.ts";
import { endGoodbye, stop } from "./stopping.ts";
import * as waiting from "./waiting.ts";
import * as sends from "./waiting-sends.ts";

/** The input can happen and changes nothing. It is a number, as a string that occurs fifty times would make the bundle larger. */
export const ignore = 0;
type Ignore = typeof ignore;

/**
 * Messages and pongs are no input objects, as they come too often. On `pass` the shell marks the peer as heard, and writes a message to
 * the inbox; where their cell is left out, they cannot happen.
 */
export type MessageCell = "pass" | Ignore | undefined;

/** Inputs that only a dial causes, or the link that it became. */
// oxfmt-ignore
type DialInput =
  | "resolved" | "unresolved" | "opened" | "closed" | "ending" | "drained" | "passed" | "refused"
  | "backlogBegan" | "sendQueued" | "pause" | "full" | "message" | "pong";

type GateInput = "passed" | "refused";

type BeforeOpen = "start" | "admitted" | "resolved" | "unresolved" | "opened";

/** Inputs that cannot happen in a state, and are reported as a fault of ours. A row has a cell for every other input, and none for these. */
// oxfmt-ignore
interface Impossible {
  idle: "admitted" | DialInput;
  queued: "start" | DialInput;
  dialing:
    | "start" | "admitted" | GateInput | "ending" | "backlogBegan" | "sendQueued" | "pause" | "message" | "pong";
  opening: BeforeOpen;
  connected: BeforeOpen | GateInput;
  ending: BeforeOpen | GateInput;
  waiting: "start" | "admitted" | DialInput;
  closing: BeforeOpen;
  stopped: "admitted" | DialInput;
}

type Row<S extends StateName> = {
  readonly [T in Exclude<InputType, "due" | Impossible[S]>]: Handler<S, T> | Ignore;
} & { readonly [T in Exclude<"message" | "pong", Impossible[S]>]: MessageCell } & {
  readonly [T in Impossible[S]]?: never;
};

// oxfmt-ignore
export const on: { readonly [S in StateName]: Row<S> } = {
  idle: {
    start: queued.start, stop, redial: ignore, reachable: ignore, resume: ignore, signal: queued.signalIdle,
  },
  queued: {
    stop, redial: queued.redialQueued, admitted: queued.dial, reachable: ignore, resume: ignore, signal: queued.signalQueued,
  },
  dialing: {
    stop, redial: dialing.redialDialing, reachable: ignore,
    resolved: dialing.markResolved, unresolved: dialing.failDialing, opened: opening.open, closed: dialing.failDialing,
    drained: ignore, full: ignore, resume: ignore, signal: dialing.signalDialing,
  },
  opening: {
    stop: opening.stopGate, redial: opening.redialGate, reachable: ignore,
    closed: opening.loseOpening, ending: ending.awaitGateEnd, drained: sends.flush, passed: opening.passGate, refused: opening.failGate,
    backlogBegan: ignore, sendQueued: sends.startPolling, pause: ignore, full: opening.overflowGate, resume: ignore,
    signal: opening.signalGate, message: "pass", pong: "pass",
  },
  connected: {
    stop: connected.stopLink, redial: connected.redialLink, reachable: ignore,
    closed: connected.loseLink, ending: ending.awaitEnd, drained: sends.flush,
    backlogBegan: keepalive.watchBacklog, sendQueued: sends.startPolling, pause: connected.pauseLink, full: connected.overflowLink,
    resume: connected.resumeLink, signal: signalLink, message: "pass", pong: "pass",
  },
  ending: {
    stop: ending.stopEnding, redial: ending.redialEnding, reachable: ignore,
    closed: ending.loseEnding, ending: ending.updateEnd, drained: ignore,
    backlogBegan: ignore, sendQueued: ignore, pause: ending.pauseEnding, full: ending.overflowEnding,
    resume: ending.resumeEnding, signal: ending.signalEnding, message: "pass", pong: "pass",
  },
  waiting: {
    stop, redial: waiting.redialWaiting, reachable: waiting.dialReachable, resume: waiting.unblockWaiting,
    signal: waiting.signalWaiting,
  },
  closing: {
    stop: ignore, redial: ignore, reachable: ignore, closed: endGoodbye, ending: ignore, drained: ignore, passed: ignore, refused: ignore,
    backlogBegan: ignore, sendQueued: ignore, pause: ignore, full: ignore, resume: ignore, signal: ignore, message: ignore, pong: ignore,
  },
  stopped: {
    start: ignore, stop: ignore, redial: ignore, reachable: ignore, resume: ignore, signal: ignore,
  },
};

/** The alarms that a state may own, and what happens when one is due. On entry to a state, every alarm that it does not list is disarmed. */
export const due: { readonly [S in StateName]: { readonly [A in Alarm]?: Handler<S, "due"> } } = {
  idle: {},
  queued: {},
  dialing: { dial: dialing.expireDialing, keepalive: dialing.replaceDialing },
  opening: { dial: opening.expireGate, drain: sends.pollBuffer, close: opening.expireGateEnd },
  connected: {
    keepalive: keepalive.checkLiveness,
    stable: connected.markStable,
    drain: sends.pollBuffer,
  },
  ending: { close: ending.expireEnding },
  waiting: { redial: waiting.dialAfterWait },
  closing: { close: endGoodbye },
  stopped: {},
};

const ABOUT_A_DIAL: readonly StateName[] = ["dialing", "opening", "connected", "ending", "closing"];

/** The number of the dial that a state is about; 0 where there is none. */
export function dialOf(state: State): number {
  const { in: name, memory } = state;
  return ABOUT_A_DIAL.includes(name) ? memory.dials : 0;
}

/** The input comes from a former socket, a former place in the limiter or a disarmed alarm, and has to be ignored. */
export function isStale(state: State, input: Input): boolean {
  if ("dial" in input) return input.dial === 0 || input.dial !== dialOf(state);
  if ("place" in input) return state.in !== "queued" || input.place !== state.memory.places;
  return input.type === "due" && !(input.alarm in due[state.in]);
}

/** One step of the session machine. It has an answer to every input in every state, and never throws. */
export function step(state: State, input: Input, env: Env): Step {
  const cell = cellOf(state.in, input) as Handler<StateName, InputType> | Ignore | undefined;
  if (cell === undefined)
    return [state, { do: "fault", message: `${input.type} cannot happen while ${state.in}` }];
  return cell === ignore ? [state] : cell(state, input, env);
}

function cellOf(name: StateName, input: Input): unknown {
  return input.type === "due" ? due[name][input.alarm] : on[name][input.type];
}
