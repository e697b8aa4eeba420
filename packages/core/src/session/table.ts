// The session machine: what each state does with each input, as two total tables. This file and the
// handlers it names are all that affects what a session does; they know no time, promise or socket.

import * as connected from "./connected.ts";
import * as dialing from "./dialing.ts";
import { signalLink } from "./doubt.ts";
import * as ending from "./ending.ts";
import type { Alarm, Input, InputType } from "./input.ts";
import * as keepalive from "./keepalive.ts";
import * as opening from "./opening.ts";
import * as queued from "./queued.ts";
import type { In, State, StateName } from "./state.ts";
import type { Env, Handler, Step } from "./step.ts";
import { endGoodbye, stop } from "./stopping.ts";
import * as waiting from "./waiting.ts";
import * as sends from "./waiting-sends.ts";

/** `ignore`: can happen and changes nothing. `never`: cannot happen, and we want to know. */
type Word = "ignore" | "never";

/** The hot inputs are not objects. On `pass` the shell marks the peer as heard, and writes a message to the inbox. */
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
    relieved: "ignore", signal: queued.notice, message: "never", pong: "never",
  },
  queued: {
    start: "never", stop, redial: queued.jumpQueue, admitted: queued.dial,
    reachable: "ignore", resolved: "never", unresolved: "never", opened: "never", closed: "never", ending: "never", drained: "never",
    passed: "never", refused: "never", buffered: "never", backlogged: "never", congested: "never", full: "never",
    relieved: "ignore", signal: queued.signalQueue, message: "never", pong: "never",
  },
  dialing: {
    start: "never", stop, redial: dialing.redialNow, admitted: "never",
    reachable: "ignore", resolved: dialing.ring, unresolved: dialing.fail, opened: opening.open, closed: dialing.fail, ending: "never", drained: "ignore",
    passed: "never", refused: "never", buffered: "never", backlogged: "never", congested: "never", full: "ignore",
    relieved: "ignore", signal: dialing.signalDial, message: "never", pong: "never",
  },
  opening: {
    start: "never", stop: opening.stopGate, redial: opening.redialGate, admitted: "never",
    reachable: "ignore", resolved: "never", unresolved: "never", opened: "never", closed: opening.loseGate, ending: ending.expectGateEnd, drained: sends.flush,
    passed: opening.pass, refused: opening.failGate, buffered: "ignore", backlogged: sends.watchBuffer, congested: "ignore",
    full: opening.overflowGate, relieved: "ignore", signal: opening.signalGate, message: "pass", pong: "pass",
  },
  connected: {
    start: "never", stop: connected.hangUp, redial: connected.drop, admitted: "never",
    reachable: "ignore", resolved: "never", unresolved: "never", opened: "never", closed: connected.lose, ending: ending.expectEnd, drained: sends.flush,
    passed: "never", refused: "never", buffered: keepalive.watchBacklog, backlogged: sends.watchBuffer, congested: connected.pause,
    full: connected.overflow, relieved: connected.resume, signal: signalLink, message: "pass", pong: "pass",
  },
  ending: {
    start: "never", stop: ending.hangUpEnding, redial: ending.redialEnding, admitted: "never",
    reachable: "ignore", resolved: "never", unresolved: "never", opened: "never", closed: ending.loseEnding, ending: ending.learnEnd, drained: "ignore",
    passed: "never", refused: "never", buffered: "ignore", backlogged: "ignore", congested: ending.pauseEnding,
    full: ending.overflowEnding, relieved: ending.resumeEnding, signal: ending.signalEnding, message: "pass", pong: "pass",
  },
  waiting: {
    start: "never", stop, redial: waiting.cutWait, admitted: "never",
    reachable: waiting.comeBack, resolved: "never", unresolved: "never", opened: "never", closed: "never", ending: "never", drained: "never",
    passed: "never", refused: "never", buffered: "never", backlogged: "never", congested: "never", full: "never",
    relieved: waiting.relieve, signal: waiting.signalWait, message: "never", pong: "never",
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
  dialing: { dial: dialing.expire, keepalive: dialing.replace },
  opening: { dial: opening.expireGate, drain: sends.pollBuffer, close: opening.assumeGateEnd },
  connected: {
    ping: keepalive.ping,
    keepalive: keepalive.judgeSilence,
    stable: connected.settleDown,
    drain: sends.pollBuffer,
  },
  ending: { close: ending.assumeEnd },
  waiting: { redial: waiting.redial },
  closing: { close: endGoodbye },
  stopped: {},
};

const ABOUT_A_DIAL: readonly StateName[] = ["dialing", "opening", "connected", "ending", "closing"];

/** The number of the dial that a state is about; 0 where there is none. */
export function dialOf(state: State): number {
  const { in: name, memory } = state;
  return ABOUT_A_DIAL.includes(name) ? memory.dials : 0;
}

/** A former socket, a former ticket or a disarmed alarm speaks: it is not heard. */
export function isStale(state: State, input: Input): boolean {
  if ("dial" in input) return input.dial === 0 || input.dial !== dialOf(state);
  if ("entry" in input) return state.in !== "queued" || input.entry !== state.memory.entries;
  return input.type === "due" && !(input.alarm in due[state.in]);
}

/** One step of the session machine. Total: it has an answer to everything, and throws never. */
export function step<S extends StateName>(state: In<S>, input: Input, env: Env): Step {
  const cell = cellOf(state.in, input);
  if (typeof cell === "function") return (cell as Handler<StateName, InputType>)(state, input, env);
  return cell === "ignore"
    ? [state]
    : [state, { do: "fault", message: `${input.type} cannot happen while ${state.in}` }];
}

function cellOf(name: StateName, input: Input): unknown {
  return input.type === "due" ? due[name][input.alarm] : on[name][input.type];
}
