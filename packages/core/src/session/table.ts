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
import type { State, StateName, StateOf } from "./state.ts";
import type { Env, Handler, Step } from "./step.ts";
import { endGoodbye, stop } from "./stopping.ts";
import * as waiting from "./waiting.ts";
import * as sends from "./waiting-sends.ts";

/** `ignore`: the input can happen and changes nothing. `never`: the input cannot happen, and is reported as a fault of ours. */
type Word = "ignore" | "never";

/** Messages and pongs are no input objects, as they come too often. On `pass` the shell marks the peer as heard, and writes a message to the inbox. */
export type HotWord = "pass" | Word;

type Row<S extends StateName> = {
  readonly [T in Exclude<InputType, "due">]: Handler<S, T> | Word;
} & { readonly message: HotWord; readonly pong: HotWord };

// oxfmt-ignore
export const on: { readonly [S in StateName]: Row<S> } = {
  idle: {
    start: queued.start, stop, redial: "ignore", admitted: "never",
    reachable: "ignore", resolved: "never", unresolved: "never", opened: "never", closed: "never", ending: "never", drained: "never",
    passed: "never", refused: "never", buffered: "never", backlogged: "never", congested: "never", full: "never",
    relieved: "ignore", signal: queued.signalIdle, message: "never", pong: "never",
  },
  queued: {
    start: "never", stop, redial: queued.redialQueued, admitted: queued.dial,
    reachable: "ignore", resolved: "never", unresolved: "never", opened: "never", closed: "never", ending: "never", drained: "never",
    passed: "never", refused: "never", buffered: "never", backlogged: "never", congested: "never", full: "never",
    relieved: "ignore", signal: queued.signalQueued, message: "never", pong: "never",
  },
  dialing: {
    start: "never", stop, redial: dialing.redialDialing, admitted: "never",
    reachable: "ignore", resolved: dialing.markResolved, unresolved: dialing.failDialing, opened: opening.open, closed: dialing.failDialing, ending: "never", drained: "ignore",
    passed: "never", refused: "never", buffered: "never", backlogged: "never", congested: "never", full: "ignore",
    relieved: "ignore", signal: dialing.signalDialing, message: "never", pong: "never",
  },
  opening: {
    start: "never", stop: opening.stopGate, redial: opening.redialGate, admitted: "never",
    reachable: "ignore", resolved: "never", unresolved: "never", opened: "never", closed: opening.loseGate, ending: ending.awaitGateEnd, drained: sends.flush,
    passed: opening.passGate, refused: opening.failGate, buffered: "ignore", backlogged: sends.watchBuffer, congested: "ignore",
    full: opening.overflowGate, relieved: "ignore", signal: opening.signalGate, message: "pass", pong: "pass",
  },
  connected: {
    start: "never", stop: connected.stopLink, redial: connected.redialLink, admitted: "never",
    reachable: "ignore", resolved: "never", unresolved: "never", opened: "never", closed: connected.loseLink, ending: ending.awaitEnd, drained: sends.flush,
    passed: "never", refused: "never", buffered: keepalive.watchBacklog, backlogged: sends.watchBuffer, congested: connected.pauseLink,
    full: connected.overflowLink, relieved: connected.resumeLink, signal: signalLink, message: "pass", pong: "pass",
  },
  ending: {
    start: "never", stop: ending.stopEnding, redial: ending.redialEnding, admitted: "never",
    reachable: "ignore", resolved: "never", unresolved: "never", opened: "never", closed: ending.loseEnding, ending: ending.updateEnd, drained: "ignore",
    passed: "never", refused: "never", buffered: "ignore", backlogged: "ignore", congested: ending.pauseEnding,
    full: ending.overflowEnding, relieved: ending.resumeEnding, signal: ending.signalEnding, message: "pass", pong: "pass",
  },
  waiting: {
    start: "never", stop, redial: waiting.redialWaiting, admitted: "never",
    reachable: waiting.dialReachable, resolved: "never", unresolved: "never", opened: "never", closed: "never", ending: "never", drained: "never",
    passed: "never", refused: "never", buffered: "never", backlogged: "never", congested: "never", full: "never",
    relieved: waiting.relieveWaiting, signal: waiting.signalWaiting, message: "never", pong: "never",
  },
  closing: {
    start: "never", stop: "ignore", redial: "ignore", admitted: "never",
    reachable: "ignore", resolved: "never", unresolved: "never", opened: "never", closed: endGoodbye, ending: "ignore", drained: "ignore",
    passed: "ignore", refused: "ignore", buffered: "ignore", backlogged: "ignore", congested: "ignore", full: "ignore",
    relieved: "ignore", signal: "ignore", message: "ignore", pong: "ignore",
  },
  stopped: {
    start: "ignore", stop: "ignore", redial: "ignore", admitted: "never",
    reachable: "ignore", resolved: "never", unresolved: "never", opened: "never", closed: "never", ending: "never", drained: "never",
    passed: "never", refused: "never", buffered: "never", backlogged: "never", congested: "never", full: "never",
    relieved: "ignore", signal: "ignore", message: "never", pong: "never",
  },
};

/** The alarms that a state may own, and what happens when one is due. An alarm outlives no state that does not list it. */
export const due: { readonly [S in StateName]: { readonly [A in Alarm]?: Handler<S, "due"> } } = {
  idle: {},
  queued: {},
  dialing: { dial: dialing.expireDialing, keepalive: dialing.replaceDialing },
  opening: { dial: opening.expireGate, drain: sends.pollBuffer, close: opening.assumeGateEnd },
  connected: {
    keepalive: keepalive.checkLiveness,
    stable: connected.markStable,
    drain: sends.pollBuffer,
  },
  ending: { close: ending.assumeEnd },
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
  if ("entry" in input) return state.in !== "queued" || input.entry !== state.memory.entries;
  return input.type === "due" && !(input.alarm in due[state.in]);
}

/** One step of the session machine. It has an answer to every input in every state, and never throws. */
export function step<S extends StateName>(state: StateOf<S>, input: Input, env: Env): Step {
  const cell = cellOf(state.in, input);
  if (typeof cell === "function") return (cell as Handler<StateName, InputType>)(state, input, env);
  return cell === "ignore"
    ? [state]
    : [state, { do: "fault", message: `${input.type} cannot happen while ${state.in}` }];
}

function cellOf(name: StateName, input: Input): unknown {
  return input.type === "due" ? due[name][input.alarm] : on[name][input.type];
}
