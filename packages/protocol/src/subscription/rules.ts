// The rules of a subscription: one small function for each thing that can happen in a state. They know no clock and no link.

import { verdictOf } from "../error-codes.ts";
import type { Publication } from "../messages.ts";
import type { Position } from "../position.ts";
import type { Effect, Step as StepOf } from "./effect.ts";
import type { Of } from "./input.ts";
import type { In, Memory, State } from "./state.ts";

type Step = StepOf<State>;

/** The part of a state that every state has. */
function memoryOf(state: State): Memory {
  const { position, last, wasLive, isFull, serial, refusals } = state;
  return { position, last, wasLive, isFull, serial, refusals };
}

const stay = (state: State): Step => ({ state, effects: [] });

// --- asking the hub ---

function subscribe(state: State, mends?: number): Step {
  const memory = memoryOf(state);
  const serial = memory.serial + 1;
  const { position: since } = memory;
  const last = since === undefined ? memory.last : undefined;
  return {
    state: { ...memory, name: "subscribing", serial, mends },
    effects: [{ type: "subscribe", serial, since, last }],
  };
}

export function ask(state: State): Step {
  return subscribe(state);
}

export function up(state: State, { version }: Of<"up">): Step {
  if (version > 0) return subscribe(state);
  // v0 answers nothing, and knows no positions: what was missed is missed.
  const { state: asked, effects } = subscribe({ ...state, position: undefined, last: undefined });
  const began = begin(asked, undefined, state.wasLive ? missed(state.position) : []);
  return { state: began.state, effects: [...effects, ...began.effects] };
}

// --- the answer ---

export function acked(state: In<"subscribing">, input: Of<"acked">): Step {
  if (input.serial !== state.serial) return stay(state);
  const { position: since, wasLive } = state;
  if (input.recovered === true && since !== undefined) return begin(state, since, recovered(true));
  const gap = wasLive ? missed(since, input) : [];
  return begin(state, input.position, gap);
}

/** Messages are delivered from now on. */
function begin(state: State, position: Position | undefined, effects: readonly Effect[]): Step {
  const memory = { ...memoryOf(state), position, last: undefined, wasLive: true, refusals: 0 };
  const mended = state.name === "subscribing" ? state.mends : undefined;
  if (state.isFull) return { state: { ...memory, name: "behind", isMissing: false }, effects };
  return { state: { ...memory, name: "live", mended }, effects };
}

function recovered(isRecovered: boolean): readonly Effect[] {
  return [{ type: "recovered", recovered: isRecovered }];
}

function missed(
  from: Position | undefined,
  { reason = "unknown", position }: Pick<Of<"acked">, "reason" | "position"> = {},
): readonly Effect[] {
  return [{ type: "gap", reason, from, to: position }, ...recovered(false)];
}

// --- refusals ---

export function refused(state: In<"subscribing">, input: Of<"refused">): Step {
  return input.serial === state.serial ? dropped(state, input) : stay(state);
}

export function dropped(state: State, { code, text, after }: Of<"refused" | "dropped">): Step {
  const verdict = verdictOf(code);
  const memory = memoryOf(state);
  if (verdict === "never")
    return { state: { ...memory, name: "ended" }, effects: [{ type: "fail", code, text }] };
  const refusals = memory.refusals + 1;
  const arm: Effect = { type: "arm", after, refusals };
  const effects: readonly Effect[] = verdict === "auth" ? [{ type: "renew" }, arm] : [arm];
  return { state: { ...memory, name: "resting", refusals }, effects };
}

// --- messages ---

export function published(state: In<"live">, { publication }: Of<"published">): Step {
  const { offset = 0, previous = 0 } = publication;
  const { position } = state;
  // Without a position nothing can be compared, and none is taken from a message: it names no epoch.
  if (position === undefined || publication.offset === undefined)
    return deliver(state, publication);
  if (offset <= position.offset) return stay(state);
  if (previous <= position.offset) return deliver(state, publication, position);
  // A hole that the hub could not mend is one: it is told, and delivery goes on.
  if (state.mended === position.offset) {
    const step = deliver(state, publication, position);
    return { state: step.state, effects: [hole(position, previous), ...step.effects] };
  }
  return subscribe(state, position.offset);
}

function deliver(state: In<"live">, publication: Publication, from?: Position): Step {
  const { offset, timestamp } = publication;
  const position =
    from === undefined || offset === undefined
      ? state.position
      : { epoch: from.epoch, offset, ...(timestamp === undefined ? {} : { time: timestamp }) };
  return { state: { ...state, position }, effects: [{ type: "deliver", publication }] };
}

function hole(from: Position, previous: number): Effect {
  return { type: "gap", reason: "engine", from, to: { epoch: from.epoch, offset: previous } };
}

export function torn(state: In<"live">, { gap }: Of<"torn">): Step {
  const { reason, position } = gap;
  const effect: Effect = { type: "gap", reason, from: state.position, to: position };
  return { state: { ...state, position }, effects: [effect] };
}

// --- a reader without room ---

export function fallBehind(state: In<"live">): Step {
  return stay({ ...memoryOf(state), isFull: true, name: "behind", isMissing: false });
}

export function miss(state: In<"behind">): Step {
  return stay({ ...state, isMissing: true });
}

export function room(state: State): Step {
  return stay({ ...state, isFull: false });
}

export function catchUp(state: In<"behind">): Step {
  const roomy = { ...memoryOf(state), isFull: false };
  if (state.isMissing && state.position !== undefined)
    return subscribe({ ...roomy, name: "waiting" });
  const effects = state.isMissing ? slow : [];
  return { state: { ...roomy, name: "live", mended: undefined }, effects };
}

/** Nobody can ask for what was missed where there are no positions. */
const slow: readonly Effect[] = [{ type: "gap", reason: "slow", from: undefined, to: undefined }];

// --- ends ---

export function down(state: State): Step {
  return stay({ ...memoryOf(state), name: "waiting" });
}

export function close(state: State): Step {
  return stay({ ...memoryOf(state), name: "ended" });
}

export function leave(state: State): Step {
  return { state: close(state).state, effects: [{ type: "unsubscribe" }] };
}
