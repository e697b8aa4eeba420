// The session machine: what each state does with each input, as two total tables. This file and the
// handlers it names are all that affects what a session does; they know no time, promise or socket.

import * as live from "./connected.ts";
import * as end from "./ending.ts";
import type { Alarm, Input, InputType } from "./input.ts";
import { endGoodbye } from "./leaving.ts";
import * as pre from "./pre-connection.ts";
import type { In, State, StateName } from "./state.ts";
import type { Env, Handler, Step } from "./step.ts";

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
    start: pre.start, stop: pre.stop, redial: "ignore", admitted: "never",
    reachable: "ignore", resolved: "never", unresolved: "never", opened: "never", closed: "never", ending: "never", drained: "never",
    passed: "never", refused: "never", buffered: "never", backlogged: "never", congested: "never", full: "never",
    relieved: "ignore", signal: pre.notice, message: "never", pong: "never",
  },
  queued: {
    start: "never", stop: pre.stop, redial: pre.jumpQueue, admitted: pre.dial,
    reachable: "ignore", resolved: "never", unresolved: "never", opened: "never", closed: "never", ending: "never", drained: "never",
    passed: "never", refused: "never", buffered: "never", backlogged: "never", congested: "never", full: "never",
    relieved: "ignore", signal: pre.signalQueue, message: "never", pong: "never",
  },
  dialing: {
    start: "never", stop: pre.stop, redial: pre.redialNow, admitted: "never",
    reachable: "ignore", resolved: pre.ring, unresolved: pre.fail, opened: live.open, closed: pre.fail, ending: "never", drained: "ignore",
    passed: "never", refused: "never", buffered: "never", backlogged: "never", congested: "never", full: "ignore",
    relieved: "ignore", signal: pre.signalDial, message: "never", pong: "never",
  },
  opening: {
    start: "never", stop: live.stopGate, redial: live.redialGate, admitted: "never",
    reachable: "ignore", resolved: "never", unresolved: "never", opened: "never", closed: live.loseGate, ending: end.expectGateEnd, drained: live.flush,
    passed: live.pass, refused: live.failGate, buffered: "ignore", backlogged: live.watchBuffer, congested: "ignore",
    full: live.overflowGate, relieved: "ignore", signal: live.signalGate, message: "pass", pong: "pass",
  },
  connected: {
    start: "never", stop: live.hangUp, redial: live.drop, admitted: "never",
    reachable: "ignore", resolved: "never", unresolved: "never", opened: "never", closed: live.lose, ending: end.expectEnd, drained: live.flush,
    passed: "never", refused: "never", buffered: live.watchBacklog, backlogged: live.watchBuffer, congested: live.pause,
    full: live.overflow, relieved: live.resume, signal: live.signalLink, message: "pass", pong: "pass",
  },
  ending: {
    start: "never", stop: end.hangUpEnding, redial: end.redialEnding, admitted: "never",
    reachable: "ignore", resolved: "never", unresolved: "never", opened: "never", closed: end.loseEnding, ending: end.learnEnd, drained: "ignore",
    passed: "never", refused: "never", buffered: "ignore", backlogged: "ignore", congested: end.pauseEnding,
    full: end.overflowEnding, relieved: end.resumeEnding, signal: end.signalEnding, message: "pass", pong: "pass",
  },
  waiting: {
    start: "never", stop: pre.stop, redial: pre.cutWait, admitted: "never",
    reachable: pre.comeBack, resolved: "never", unresolved: "never", opened: "never", closed: "never", ending: "never", drained: "never",
    passed: "never", refused: "never", buffered: "never", backlogged: "never", congested: "never", full: "never",
    relieved: pre.relieve, signal: pre.signalWait, message: "never", pong: "never",
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
  dialing: { dial: pre.expire, keepalive: pre.replace },
  opening: { dial: live.expireGate, drain: live.pollBuffer, close: live.assumeGateEnd },
  connected: {
    ping: live.ping,
    keepalive: live.judgeSilence,
    stable: live.settleDown,
    drain: live.pollBuffer,
  },
  ending: { close: end.assumeEnd },
  waiting: { redial: pre.redial },
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
