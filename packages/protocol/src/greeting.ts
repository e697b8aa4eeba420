// How a client finds out which version a hub speaks. A pure machine beside those of the subscriptions: it says when a link is ready.

/** Where the greeting of a link is. */
export type Greeting = "away" | "greeting" | "v0" | "v1" | "refused";

/** What happens to a link while it is found out which version its hub speaks. */
export type GreetingInput =
  | { readonly type: "opened" }
  | { readonly type: "lost" }
  /** `welcome` came, with this version. */
  | { readonly type: "welcomed"; readonly version: number }
  /** `hello` was answered with an error. */
  | { readonly type: "refused" }
  /** `HELLO_TIMEOUT` is over. */
  | { readonly type: "due" };

/** What whoever holds the link does about it. */
export type GreetingEffect =
  /** Send `hello`, alone in its frame, and set the alarm. */
  | "hello"
  /** Subscriptions are carried out from now on: with answers, or without where the hub speaks v0. */
  | "ready v1"
  | "ready v0"
  /** They no longer are. */
  | "down"
  /** End the link: the hub would keep it, and there is nothing to say. */
  | "close";

/** What follows from one input. */
export interface GreetingStep {
  readonly state: Greeting;
  readonly effects: readonly GreetingEffect[];
}

/** The versions that this client speaks, beside v0. */
export const VERSIONS: readonly number[] = [1];

const ignore = undefined;

type Cell = ((input: GreetingInput) => GreetingStep) | typeof ignore;
type Row = { readonly [T in GreetingInput["type"]]: Cell };

const to =
  (state: Greeting, ...effects: GreetingEffect[]) =>
  (): GreetingStep => ({ state, effects });

/** A hub that answers with a version that was not offered speaks another protocol. */
const welcome =
  (...before: GreetingEffect[]) =>
  (input: GreetingInput): GreetingStep => {
    const isKnown = "version" in input && VERSIONS.includes(input.version);
    return isKnown
      ? { state: "v1", effects: [...before, "ready v1"] }
      : { state: "refused", effects: [...before, "close"] };
  };

/**
 * What each state does with each input. Only the alarm says that a hub speaks v0: one of v1 may broadcast before it has read the
 * `hello`, as every connection is v0 until then.
 */
// oxfmt-ignore
const on: { readonly [S in Greeting]: Row } = {
  away: { opened: to("greeting", "hello"), lost: ignore, welcomed: ignore, refused: ignore, due: ignore },
  greeting: {
    opened: ignore, lost: to("away"), welcomed: welcome(), refused: to("refused", "close"), due: to("v0", "ready v0"),
  },
  // A `welcome` that comes late is one: the hub was slow.
  v0: { opened: ignore, lost: to("away", "down"), welcomed: welcome("down"), refused: ignore, due: ignore },
  v1: { opened: ignore, lost: to("away", "down"), welcomed: ignore, refused: ignore, due: ignore },
  refused: { opened: ignore, lost: to("away"), welcomed: ignore, refused: ignore, due: ignore },
};

/** One input answered. */
export function greet(state: Greeting, input: GreetingInput): GreetingStep {
  return on[state][input.type]?.(input) ?? { state, effects: [] };
}
