// The parts of a core that its classes share. Types only.

import type { Answers } from "./answers.ts";
import type { Channels } from "./channels.ts";
import type { Clients } from "./clients.ts";
import type { CoreOptions } from "./core-options.ts";
import type { EffectQueue } from "./effect-queue.ts";
import type { EngineStatus } from "./engine-status.ts";
import type { Questions } from "./questions.ts";

export interface CoreParts {
  readonly options: CoreOptions;
  readonly clients: Clients;
  readonly effectQueue: EffectQueue;
  readonly questions: Questions;
  readonly channels: Channels;
  readonly answers: Answers;
  readonly engineStatus: EngineStatus;
}
