// The servers that others wrote, as data: how each is started,
// what it cannot be asked for, where it differs from the rest.
import { FILES, type PackageName } from "./packages.ts";
import { compiled, deno, erlang, interpreted, python, type Runner } from "./runners.ts";

/** What a server may not be able to do. */
export type Ability = "subprotocol" | "fragments" | "ping" | "limit";

/** What is seen of a server where servers differ; a code of `undefined` is a link that is lost without a goodbye. */
export interface Manner {
  /** What comes of a dial that asks for "buzz" and "echo.v1". */
  readonly knownProtocol: object;
  /** What comes of a dial that asks for "buzz" alone. */
  readonly unknownProtocol: object;
  /** The codes that it may be told to close with. */
  readonly codes: readonly number[];
  /** How a link ends whose message was too large for it. */
  readonly tooLarge: { readonly code: number | undefined };
  /** What it tells of a link that was lost without a goodbye. */
  readonly lost: number | null;
  /** The code that its links end with at SIGTERM. */
  readonly terminated: number | "silence" | undefined;
}

export interface Difference<T> {
  readonly is: T;
  readonly why: string;
}

/**
 * An echo server in its own language that takes a port, takes messages of up to 2 MiB, knows the subprotocols
 * echo.v1 and echo.v2, tells each end as a line of JSON, and owes these paths:
 *   /fragments          begins with one text and one binary message in three or more frames
 *   /large/BYTES        begins with a text of that size
 *   /ping               begins with a ping; when the pong has come, with the text "pong"
 *   /close/CODE/REASON  answers the first message by a close
 */
export interface Stack {
  readonly name: string;
  readonly language: string;
  readonly packages: readonly PackageName[];
  /** Of the library, as it was seen. */
  readonly version: string;
  readonly runner: Runner;
  readonly cannot?: Partial<Readonly<Record<Ability, string>>>;
  /** Where its manner is not the usual one, and why. */
  readonly differs?: { readonly [K in keyof Manner]?: Difference<Manner[K]> };
}

export const USUAL: Manner = {
  knownProtocol: { type: "connected", protocol: "echo.v1" },
  // A server that does not choose has not agreed (WHATWG WebSockets, establish: fail the connection).
  unknownProtocol: { type: "dialfailed", cause: { phase: "handshake", kind: "violation" } },
  codes: [1000, 1001, 1011, 3000, 4001, 4999],
  tooLarge: { code: 1009 },
  lost: 1006,
  terminated: undefined,
};

export const stacks: readonly Stack[] = [
  {
    name: "websockets",
    language: "Python",
    packages: ["python3-websockets"],
    version: "10.4",
    runner: python("echo.py", ["--limit", `${1 << 21}`]),
  },
  {
    name: "aiohttp",
    language: "Python",
    packages: ["python3-aiohttp"],
    version: "3.8.4",
    runner: python("echo-aiohttp.py"),
    cannot: { fragments: "sends whole messages alone" },
    differs: {
      terminated: {
        is: "silence",
        why: "keeps its links for a minute after SIGTERM, and answers no more",
      },
    },
  },
  {
    name: "Tornado",
    language: "Python",
    packages: ["python3-tornado"],
    version: "6.2",
    runner: python("echo-tornado.py"),
    cannot: { fragments: "sends whole messages alone" },
    differs: { lost: { is: null, why: "tells no code of a link that was lost" } },
  },
  {
    name: "Autobahn",
    language: "Python",
    packages: ["python3-autobahn"],
    version: "22.7.1",
    runner: python("echo-autobahn.py"),
    differs: {
      codes: { is: [1000, 3000, 4001, 4999], why: "may close with 1000 and 3000 to 4999 alone" },
      tooLarge: { is: { code: undefined }, why: "drops a link whose message is too large" },
    },
  },
  {
    name: "EM-WebSocket",
    language: "Ruby",
    packages: ["ruby-em-websocket"],
    version: "0.5.1",
    runner: interpreted("ruby", "echo-em.rb"),
    cannot: {
      fragments: "sends whole messages alone",
      subprotocol: "chooses none",
    },
    differs: {
      codes: { is: [1000, 1011, 3000, 4001, 4999], why: "may not close with 1001" },
    },
  },
  {
    name: "Mojolicious",
    language: "Perl",
    packages: ["libmojolicious-perl"],
    version: "9.31",
    runner: interpreted("perl", "echo-mojo.pl"),
  },
  {
    name: "libwebsockets",
    language: "C",
    packages: ["libwebsockets-dev", "gcc"],
    version: "4.1.6",
    runner: compiled("echo-lws.c", "websockets"),
    differs: {
      unknownProtocol: {
        is: { type: "dialfailed", cause: { phase: "dial", kind: "network" } },
        why: "hangs up on a subprotocol that it does not know",
      },
    },
  },
  {
    name: "libsoup",
    language: "C",
    packages: ["python3-gi", "gir1.2-soup-3.0"],
    version: "3.2.3",
    runner: python("echo-soup.py"),
    cannot: { fragments: "sends whole messages alone" },
    differs: {
      unknownProtocol: {
        is: { type: "dialfailed", cause: { phase: "handshake", kind: "status", status: 400 } },
        why: "refuses a subprotocol that it does not know with HTTP 400",
      },
      tooLarge: { is: { code: undefined }, why: "drops a link whose message is too large" },
      lost: { is: 0, why: "tells 0 of a link that was lost" },
    },
  },
  {
    name: "Qt",
    language: "C++",
    packages: ["python3-pyqt5.qtwebsockets"],
    version: "5.15.8",
    runner: python("echo-qt.py"),
    cannot: { subprotocol: "chooses none before Qt 6.4" },
    differs: { lost: { is: 1000, why: "tells 1000 of a link that was lost" } },
  },
  {
    name: "Cowboy",
    language: "Erlang",
    packages: ["rabbitmq-server"],
    version: "2.8.0",
    runner: erlang("echo-cowboy.erl"),
    cannot: { fragments: "sends whole messages alone" },
  },
  {
    name: "Deno",
    language: "Rust",
    packages: ["deno"],
    version: "2.9.6",
    runner: deno("echo-deno.mjs"),
    cannot: {
      fragments: "sends whole messages alone",
      ping: "pings only what has been idle",
      limit: "has no limit",
    },
    differs: {
      knownProtocol: {
        is: { type: "dialfailed", cause: { phase: "handshake", kind: "status", status: 500 } },
        why: "reads a list of subprotocols only where a space follows each comma, and `ws` writes none",
      },
      lost: { is: 0, why: "tells 0 of a link that was lost" },
    },
  },
  {
    name: "Bun",
    language: "Zig and C++",
    packages: ["bun"],
    version: "1.4.5",
    runner: interpreted(FILES.bun, "echo-bun.mjs"),
    cannot: { fragments: "sends whole messages alone" },
    differs: {
      unknownProtocol: {
        is: { type: "connected", protocol: "buzz" },
        why: "agrees to the first subprotocol where the program chooses none",
      },
    },
  },
];
