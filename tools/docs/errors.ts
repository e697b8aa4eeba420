// Writes docs/errors.md: every error with an example of its message in both builds, made by the code that makes them.
import type { SkepErrorCode } from "../../packages/core/src/errors.ts";
import type { Failure } from "../../packages/core/src/failure.ts";
import { messageOf as fullMessage } from "../../packages/core/src/words/errors.ts";
import { messageOf as shortMessage } from "../../packages/core/src/words/errors.production.ts";
import { describeFailure as fullFailure } from "../../packages/core/src/words/failures.ts";
import { describeFailure as shortFailure } from "../../packages/core/src/words/failures.production.ts";
import { CHANNEL_ERRORS, type PackageErrorWords } from "./channel-errors.ts";
import { HUB_ERRORS } from "./hub-errors.ts";
import { WATCH_ERRORS } from "./watch-errors.ts";
import { SUPERVISE_ERRORS } from "./supervise-errors.ts";
import { type ErrorWords, ERRORS, KINDS, PHASES, WARNINGS } from "./error-words.ts";

const REFUSED: Failure = { phase: "handshake", kind: "status", status: 503 };
const ENDED: Failure = { phase: "live", kind: "closed", closeCode: 1_001, closeReason: "restart" };
const LARGE: Failure = { phase: "live", kind: "readLimit" };

type Facts = readonly unknown[];

/** The class of a code and, of an example, the id of its peer and its facts; a failure is told in the words of a build. */
interface Example {
  readonly name: string;
  readonly id?: string;
  readonly facts: Facts | Failure;
}

/** One of each code, as it would be made. */
export const EXAMPLES: Readonly<Record<SkepErrorCode, Example>> = {
  ERR_POOL_CLOSED: { name: "PoolClosedError", facts: [] },
  ERR_PEER_EXISTS: { name: "PeerExistsError", id: "a", facts: [] },
  ERR_PEER_NOT_FOUND: { name: "PeerNotFoundError", id: "a", facts: [] },
  ERR_CONNECTION_UNAVAILABLE: { name: "ConnectionUnavailableError", id: "a", facts: ["waiting"] },
  ERR_CONNECTION_CLOSED: { name: "ConnectionClosedError", id: "a", facts: ENDED },
  ERR_READ_LIMIT: { name: "ReadLimitError", id: "a", facts: LARGE },
  ERR_DIAL: { name: "DialError", id: "a", facts: REFUSED },
  ERR_BACKPRESSURE: { name: "BackpressureError", id: "a", facts: [1_024] },
  ERR_WRITE_TIMEOUT: { name: "WriteTimeoutError", id: "a", facts: [30_000] },
  ERR_REENTRANCY: { name: "ReentrancyError", facts: ["connect", "from inside a worker factory"] },
  ERR_CONFIG: { name: "ConfigError", facts: ["retry.multiplier", 0.5, "a number from 1"] },
};

/** The page, as it must stand in docs/errors.md. */
export function renderErrors(): string {
  const codes = Object.keys(EXAMPLES) as SkepErrorCode[];
  const parts = [
    INTRODUCTION,
    ...codes.map((code) => section(code, EXAMPLES[code], ERRORS[code])),
    FAILURES,
    table(["phase", "how far it had come"], Object.entries(PHASES).map(named)),
    table(["kind", "what happened", "what to do"], Object.entries(KINDS).map(named)),
    OF_CHANNELS,
    tableOf(CHANNEL_ERRORS),
    OF_HUBS,
    tableOf(HUB_ERRORS),
    OF_WATCHERS,
    tableOf(WATCH_ERRORS),
    OF_SUPERVISORS,
    tableOf(SUPERVISE_ERRORS),
    NO_SKEP_ERRORS,
    WARNED,
    table(["under `production`", "what it is about"], Object.entries(WARNINGS).map(named)),
  ];
  return `${parts.join("\n\n")}\n`;
}

function tableOf(errors: Readonly<Record<string, PackageErrorWords>>): string {
  return table(
    ["code", "class", "what happened", "what to do"],
    Object.entries(errors).map(([code, { name, means, todo }]) => [
      `\`${code}\``,
      `\`${name}\``,
      means,
      todo,
    ]),
  );
}

const INTRODUCTION = `<!-- Written from tools/docs/error-words.ts and packages/core/src by \`pnpm docs\`; edit there. -->

# Errors

Every error that Skep makes is a \`SkepError\` with one of these codes. \`code\` is stable across releases, \`message\` is not.
\`instanceof\` holds for the class and its bases, also across two copies of the package. \`JSON.stringify(error)\` has the name, the
message and the data. No secret stands in a message, in JSON or in \`stack\`; ids are shown without user info and query of a URL.

## How a message reads

A message is a sentence. Under the package condition \`production\` it is the code and the facts, with a space between: the id of the
peer in quotes, then what else is known, in the order of the sentence. All data, \`cause\` and checks are the same. Vite,
webpack and Rollup with \`@rollup/plugin-node-resolve\` set the condition when they build for production; esbuild and Node take
\`--conditions=production\`. Plain Node has the full build. A page that shows a \`reason\` to humans keeps the sentences by
\`resolve: { conditions: ["module", "browser"] }\` in Vite, and by \`resolve.conditionNames\` in webpack.

A \`ConfigError\` tells the path and the value, and not what is required: that stands in [the options](options.md). Text is in quotes;
of objects and functions only the type is told. A failure is told as its phase and kind, and by what is known of it: the
status, the close code with the reason in quotes, the \`detail\`, or the code or name of the cause. The \`reason\` of events is the same
without code, id and phase. The \`detail\` that the transport over \`ws\` gives is then a code of \`ws\`, of zlib or of Node's parser, or
the name of the header that is wrong, with what came and what is allowed.`;

const FAILURES = `## Failures

\`DialError\`, \`ConnectionClosedError\` and \`ReadLimitError\` tell how far a dial had come, and what ended it. Which failures are followed by
another dial, and for which a peer is retired, is told in [the life of a peer](peers.md).`;

const OF_CHANNELS = `## Errors of \`@skep/channels\`

They are \`SkepError\`s too, and have sentences in every build.`;

const OF_HUBS = `## Errors of \`@skep/hub\`

They are \`SkepError\`s too, and have sentences in every build.`;

const OF_WATCHERS = `## Errors of \`@skep/watch\`

They are \`SkepError\`s too, and have sentences in every build.`;

const OF_SUPERVISORS = `## Errors of \`@skep/supervise\`

They are \`SkepError\`s too, and have sentences in every build.`;

const NO_SKEP_ERRORS = `## What is no SkepError

- \`InvariantError\`: a fault of Skep itself, told as an \`error\` event. Please report it.
- \`InvariantError\` with "The worker was started before; start can be called only once.", under \`production\` \`ERR_STARTED_TWICE\`: a worker of yours was given to two peers.
- The reason of a signal that was aborted, and what a listener, provider or \`classify\` of the application threw.
- \`ERR_NOT_OPEN\`, under \`production\`, is an \`Error\` of a transport: "The socket is not open."`;

const WARNED = `## Warnings

The event \`warning\` and the log have sentences, and these in a build for \`production\`:`;

function section(code: SkepErrorCode, example: Example, words: ErrorWords): string {
  return `## \`${code}\`

\`${example.name}\`. ${words.means}

- thrown: ${words.thrown}
- data: ${words.data}
- what to do: ${words.todo}

\`\`\`text
${fullMessage(code, example.id, inWords(example.facts, fullFailure))}
${shortMessage(code, example.id, inWords(example.facts, shortFailure))}
\`\`\``;
}

function inWords(facts: Facts | Failure, describe: typeof fullFailure): Facts {
  return "phase" in facts ? [facts.phase, describe(facts)] : facts;
}

function named([name, words]: [string, string | readonly string[]]): readonly string[] {
  return [`\`${name}\``, words].flat();
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}
