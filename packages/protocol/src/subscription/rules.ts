// The rules of a subscription: one small function for each thing that can happen in a state. They know no clock and no link.

import { verdictOf } from "../error-codes.ts";
import type { Publication } from "../messages.ts";
import type { GapReason, Position } from "../position.ts";
import type { Effect, Step as StepOf } from "./effect.ts";
import type { Of } from "./input.ts";
import type { In, Memory, State, Why } from "./state.ts";

type Step = StepOf<State>;

/** The part of a state that every state has. */
function memoryOf(state: State): Memory {
  const { position, last, wasLive, version, isFull, serial, refusals, askedAt } = state;
  return { position, last, wasLive, version, isFull, serial, refusals, askedAt };
}

const to = (state: State, ...effects: readonly Effect[]): Step => ({ state, effects });

// --- asking the hub ---

export function up(state: State, { version }: Of<"up">): Step {
  return ask({ ...state, version });
}

/** A reader without room would miss the answer: then the hub is asked when there is room. */
export function ask(state: State): Step {
  if (state.isFull)
    return to({ ...memoryOf(state), name: "behind", isMissing: true, isSubscribed: false });
  return state.version === 0 ? subscribeV0(state) : subscribe(state, "begin");
}

function subscribe(state: State, why: Why): Step {
  const memory = memoryOf(state);
  const { position: since, last } = memory;
  const serial = memory.serial + 1;
  return to(
    { ...memory, name: "subscribing", why, serial },
    { type: "subscribe", serial, since, last },
  );
}

/** v0 answers nothing and knows no positions. What is known is kept, as a hub that is only slow may still turn out to speak v1. */
function subscribeV0(state: State): Step {
  const memory = memoryOf(state);
  const serial = memory.serial + 1;
  const request: Effect = { type: "subscribe", serial, since: undefined, last: undefined };
  const missed = memory.wasLive ? gap("unknown", memory.position, undefined, "begin") : [];
  return to({ ...memory, name: "live", serial, wasLive: true }, request, ...missed);
}

// --- the answer ---

export function acked(state: In<"subscribing">, input: Of<"acked">): Step {
  const { position: since, wasLive, why } = state;
  if (input.serial !== state.serial) return to(state);
  const isRecovered = input.recovered === true && since !== undefined;
  const position = isRecovered ? (input.position ?? since) : input.position;
  // What is missing behind the position of an answer that was asked for what is missing is lost.
  const askedAt = why === "missing" ? position : state.askedAt;
  const live: State = { ...memoryOf(state), name: "live", position, wasLive: true, askedAt };
  if (isRecovered) return to(live, ...(why === "begin" ? [RECOVERED] : []));
  if (wasLive) return to(live, ...gap(input.reason ?? "unknown", since, position, why));
  // The hub has less of the past than was asked for.
  return to(live, ...(input.reason ? gap(input.reason, since, position, "missing") : []));
}

const RECOVERED: Effect = { type: "recovered", recovered: true };

function gap(
  reason: GapReason,
  from: Position | undefined,
  to: Position | undefined,
  why: Why,
): readonly Effect[] {
  const told: Effect = { type: "gap", reason, from, to };
  return why === "begin" ? [told, { type: "recovered", recovered: false }] : [told];
}

// --- refusals ---

export function refused(state: In<"subscribing">, input: Of<"refused">): Step {
  return input.serial === state.serial ? dropped(state, input) : to(state);
}

/** The hub has not answered in time. A late answer has another serial than the next one. */
export function unanswered(state: In<"subscribing">): Step {
  return rest(state, undefined);
}

export function dropped(state: State, { code, text, after }: Of<"refused" | "dropped">): Step {
  const verdict = verdictOf(code);
  if (verdict === "never")
    return to({ ...memoryOf(state), name: "ended" }, { type: "fail", code, text });
  if (verdict === "later") return rest(state, after);
  // The same token would be refused again: whoever has another one says `due`.
  return to({ ...memoryOf(state), name: "resting" }, { type: "renew" });
}

function rest(state: State, after: number | undefined): Step {
  const memory = memoryOf(state);
  const [serial, refusals] = [memory.serial + 1, memory.refusals + 1];
  return to({ ...memory, name: "resting", serial, refusals }, { type: "arm", after, refusals });
}

// --- messages ---

export function published(state: In<"live">, { publication }: Of<"published">): Step {
  const { position, askedAt } = state;
  const { offset } = publication;
  // Without positions nothing can be compared, and none is taken from a message: it names no epoch.
  if (position === undefined || offset === undefined) return deliver(state, publication);
  const { previous = offset - 1 } = publication;
  if (offset <= position.offset) return to(state);
  if (previous <= position.offset) return deliver(state, publication);
  if (askedAt === undefined || !isSame(askedAt, position))
    return subscribe({ ...state, askedAt: position }, "missing");
  const lost = gap("engine", position, { epoch: position.epoch, offset: previous }, "missing");
  const { state: next, effects } = deliver(state, publication);
  return to(next, ...lost, ...effects);
}

function isSame(a: Position, b: Position): boolean {
  return a.epoch === b.epoch && a.offset === b.offset;
}

/** Done for each message: the state is made anew once, and written out, which is faster than copied. */
function deliver(state: In<"live">, publication: Publication): Step {
  const { wasLive, version, isFull, serial } = state;
  const position = positionAfter(state, publication);
  const askedAt = position === state.position ? state.askedAt : undefined;
  // Without a position, messages of the past would come again.
  const last = position === undefined ? undefined : state.last;
  // oxfmt-ignore
  const next: State = { name: "live", position, last, wasLive, version, isFull, serial, refusals: 0, askedAt };
  return to(next, { type: "deliver", publication });
}

function positionAfter({ position, version }: State, publication: Publication): Memory["position"] {
  // A hub of v0: what was known of another one means nothing behind this message.
  if (version === 0) return undefined;
  const { offset, timestamp: time } = publication;
  if (position === undefined || offset === undefined) return position;
  const { epoch } = position;
  return time === undefined ? { epoch, offset } : { epoch, offset, time };
}

export function torn(state: In<"live">, { gap: { reason, position } }: Of<"torn">): Step {
  const { position: from } = state;
  // Behind what was delivered already there is no gap: delivery would go back. With a fork it does, to where the other history goes on.
  const isBack =
    from !== undefined &&
    reason !== "fork" &&
    from.epoch === position.epoch &&
    position.offset < from.offset;
  return isBack ? to(state) : to({ ...state, position }, ...gap(reason, from, position, "missing"));
}

// --- a reader without room ---

export function fallBehind(state: In<"live">): Step {
  const memory = { ...memoryOf(state), isFull: true };
  return to({ ...memory, name: "behind", isMissing: false, isSubscribed: true });
}

export function miss(state: In<"behind">): Step {
  return to({ ...state, isMissing: true });
}

export function room(state: State): Step {
  return to({ ...state, isFull: false });
}

export function catchUp(state: In<"behind">): Step {
  const roomy = { ...memoryOf(state), isFull: false };
  if (!state.isSubscribed) return ask({ ...roomy, name: "waiting" });
  const live: State = { ...roomy, name: "live" };
  if (!state.isMissing) return to(live);
  // Without a position nobody can be asked for what was missed.
  const isKnown = state.position !== undefined && state.version > 0;
  return isKnown
    ? subscribe(live, "missing")
    : to(live, ...gap("slow", undefined, undefined, "missing"));
}

// --- ends ---

export function down(state: State): Step {
  return to({ ...memoryOf(state), name: "waiting" });
}

export function close(state: State): Step {
  return to({ ...memoryOf(state), name: "ended" });
}

export function leave(state: State): Step {
  return to(close(state).state, { type: "unsubscribe" });
}
