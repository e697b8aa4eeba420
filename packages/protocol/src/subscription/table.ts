// The rules of a subscription as a total table: what each state does with each input. It decides, and does nothing.

import type { Step } from "./effect.ts";
import type { Input, InputType, Of } from "./input.ts";
import {
  acked,
  ask,
  catchUp,
  close,
  down,
  dropped,
  fallBehind,
  leave,
  miss,
  published,
  refused,
  room,
  torn,
  unanswered,
  up,
} from "./rules.ts";
import type { In, State, StateName } from "./state.ts";

type Handler<N extends StateName, T extends InputType> = (
  state: In<N>,
  input: Of<T>,
) => Step<State>;

/** The input can happen and changes nothing. */
export const ignore = 0;

type Row<N extends StateName> = { readonly [T in InputType]: Handler<N, T> | typeof ignore };

/**
 * What each state does with each input. A reader can become full only where something is delivered to it. While an answer is awaited, all
 * that comes was sent before it: messages are sent again after it, and what ended was the subscription of before.
 */
// oxfmt-ignore
export const on: { readonly [N in StateName]: Row<N> } = {
  waiting: {
    up, down: ignore, acked: ignore, refused: ignore, dropped: ignore, published: ignore, torn: ignore, due: ignore, full: ignore,
    room, close,
  },
  subscribing: {
    up: ignore, down, acked, refused, dropped: ignore, published: ignore, torn: ignore, due: unanswered, full: ignore, room: ignore,
    close: leave,
  },
  // A request that was not answered may still reach the hub.
  resting: {
    up: ignore, down, acked: ignore, refused: ignore, dropped: ignore, published: ignore, torn: ignore, due: ask, full: ignore, room,
    close: leave,
  },
  live: {
    up: ignore, down, acked: ignore, refused: ignore, dropped, published, torn, due: ignore, full: fallBehind, room: ignore, close: leave,
  },
  behind: {
    up: ignore, down, acked: ignore, refused: ignore, dropped, published: miss, torn: miss, due: ignore, full: ignore, room: catchUp,
    close: leave,
  },
  ended: {
    up: ignore, down: ignore, acked: ignore, refused: ignore, dropped: ignore, published: ignore, torn: ignore, due: ignore, full: ignore,
    room: ignore, close: ignore,
  },
};

/** One input answered. A client calls it for everything that happens, and performs the effects in order. */
export function step(state: State, input: Input): Step<State> {
  const handler = on[state.name][input.type] as Handler<StateName, InputType> | typeof ignore;
  return handler === ignore ? { state, effects: [] } : handler(state, input);
}
