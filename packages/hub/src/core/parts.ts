// The parts of a core that its rooms share. Types only.

import type { Answers } from "./answers.ts";
import type { Channels } from "./channels.ts";
import type { CoreOptions } from "./core-options.ts";
import type { Outlet } from "./outlet.ts";
import type { Tickets } from "./tickets.ts";

export interface CoreParts {
  readonly options: CoreOptions;
  readonly outlet: Outlet;
  readonly tickets: Tickets;
  readonly channels: Channels;
  readonly answers: Answers;
}
