// Which view suits: a table at a terminal, lines elsewhere, JSON for whoever asks for it.

import type { Options } from "../arguments.ts";
import type { Tally } from "../figures/tally.ts";
import { paintFor } from "../screen/paint.ts";
import { Terminal } from "../screen/terminal.ts";
import { JsonView } from "./json-view.ts";
import { LiveView } from "./live-view.ts";
import { PlainView } from "./plain-view.ts";
import type { Habits, View } from "./view.ts";

export interface ViewParts {
  readonly tally: Tally;
  readonly habits: Habits;
  /** Ends the demo. */
  readonly quit: () => void;
}

export function chooseView({ json, duration }: Options, parts: ViewParts): View {
  const { stdin, stdout, env } = process;
  const write = (text: string): void => void stdout.write(text);
  const paint = paintFor(stdout, env);
  if (json) return new JsonView(write, parts.habits);
  if (!stdout.isTTY || env.TERM === "dumb") return new PlainView({ write, paint, ...parts });
  const terminal = new Terminal(stdout, stdin);
  return new LiveView({ terminal, paint, write, duration, ...parts });
}
