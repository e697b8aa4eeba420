// The errors: recognised across copies of the package, sentences, and no secrets of URLs.
import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import * as own from "../src/errors.ts";
import {
  BackpressureError,
  ConfigError,
  ConnectionClosedError,
  ConnectionUnavailableError,
  DialError,
  InvariantError,
  linkError,
  ReadLimitError,
  SkepError,
  WriteTimeoutError,
} from "../src/errors.ts";
import * as ofPool from "../src/pool-errors.ts";
import { PeerExistsError, PeerNotFoundError } from "../src/pool-errors.ts";
import { describeFailure } from "../src/words/failures.ts";
import type { Failure, FailureKind, FailurePhase } from "../src/failure.ts";
import { said } from "../../../tools/production/said.ts";

const errors = { ...own, ...ofPool };
type Errors = typeof errors;

/** Another copy of the package. */
async function copied(): Promise<Errors> {
  const paths = ["../src/errors.ts?copy=2", "../src/pool-errors.ts?copy=2"];
  const copies = await Promise.all(paths.map((path) => import(/* @vite-ignore */ path)));
  return Object.assign({}, ...copies) as Errors;
}

type ErrorClass = new (...args: never[]) => Error;

/** The class of this name in one copy of the package. */
function classOf(of: Errors, name: string): ErrorClass {
  return new Map<string, unknown>(Object.entries(of)).get(name) as ErrorClass;
}

const failed: Failure = { phase: "dial", kind: "network" };
const ended: Failure = { phase: "live", kind: "closed", closeCode: 4001, closeReason: "enough" };

/** One of each class, made by one copy of the package. */
function oneOfEach(of: Errors): Record<string, InstanceType<Errors["SkepError"]>> {
  return {
    PoolClosedError: new of.PoolClosedError(),
    PeerExistsError: new of.PeerExistsError("a"),
    PeerNotFoundError: new of.PeerNotFoundError("a"),
    ConnectionUnavailableError: new of.ConnectionUnavailableError("a", "waiting"),
    BackpressureError: new of.BackpressureError("a", 3),
    WriteTimeoutError: new of.WriteTimeoutError("a", 5),
    ReentrancyError: new of.ReentrancyError("connect"),
    ConfigError: new of.ConfigError("readLimit", "a whole number", "x"),
    DialError: new of.DialError(failed),
    ConnectionClosedError: new of.ConnectionClosedError(ended),
    ReadLimitError: new of.ReadLimitError({ phase: "live", kind: "readLimit" }),
  };
}

describe("an error", () => {
  it("has a code, a name and a sentence", () => {
    const table = Object.values(oneOfEach(errors)).map(({ name, code, message }) => [
      name,
      code,
      message,
    ]);
    expect(table).toEqual([
      ["PoolClosedError", "ERR_POOL_CLOSED", said("The pool is closed.", "ERR_POOL_CLOSED")],
      [
        "PeerExistsError",
        "ERR_PEER_EXISTS",
        said('A peer with the id "a" is registered already.', 'ERR_PEER_EXISTS "a"'),
      ],
      [
        "PeerNotFoundError",
        "ERR_PEER_NOT_FOUND",
        said('No peer with the id "a" is registered.', 'ERR_PEER_NOT_FOUND "a"'),
      ],
      [
        "ConnectionUnavailableError",
        "ERR_CONNECTION_UNAVAILABLE",
        said(
          'The peer "a" is not connected but waiting.',
          'ERR_CONNECTION_UNAVAILABLE "a" waiting',
        ),
      ],
      [
        "BackpressureError",
        "ERR_BACKPRESSURE",
        said('3 sends to the peer "a" wait for room already.', 'ERR_BACKPRESSURE "a" 3'),
      ],
      [
        "WriteTimeoutError",
        "ERR_WRITE_TIMEOUT",
        said(
          'The peer "a" took nothing for 5 ms while a send was waiting.',
          'ERR_WRITE_TIMEOUT "a" 5',
        ),
      ],
      [
        "ReentrancyError",
        "ERR_REENTRANCY",
        said("connect cannot be called from inside a worker factory.", "ERR_REENTRANCY connect"),
      ],
      ["ConfigError", "ERR_CONFIG", said('readLimit must be a whole number, got "x".')],
      [
        "DialError",
        "ERR_DIAL",
        said(
          "The dial failed before the link was open: the connection failed.",
          "ERR_DIAL dial network",
        ),
      ],
      [
        "ConnectionClosedError",
        "ERR_CONNECTION_CLOSED",
        said(
          'The connection ended: the peer closed with 4001 ("enough").',
          'ERR_CONNECTION_CLOSED live closed 4001 "enough"',
        ),
      ],
      [
        "ReadLimitError",
        "ERR_READ_LIMIT",
        said(
          "The connection ended: a message was larger than readLimit.",
          "ERR_READ_LIMIT live readLimit",
        ),
      ],
    ]);
  });

  it("has a name that is no field of its own, and a stack that begins with it", () => {
    const error = new PeerExistsError("a");
    expect(Object.keys(error)).toEqual(["code", "id"]);
    expect(error.stack).toMatch(/^(Error|PeerExistsError): (A peer|ERR_PEER_EXISTS)/);
    expect(String(error)).toBe(`PeerExistsError: ${error.message}`);
  });

  it("may be one of the application's own, with a text of its own", () => {
    class OwnError extends SkepError {}
    const error = new OwnError("ERR_DIAL", "The tunnel is closed.", undefined, "a");
    expect(error).toMatchObject({ message: "The tunnel is closed.", code: "ERR_DIAL", id: "a" });
  });

  it("has a cause only where there is one", () => {
    const cause = new Error("refused");
    expect("cause" in new DialError(failed)).toBe(false);
    expect(new DialError({ ...failed, cause }).cause).toBe(cause);
    expect(new ConfigError("url", "a URL", 5, cause).cause).toBe(cause);
  });
});

describe("instanceof", () => {
  it("holds for the class and for its bases, and for no other", () => {
    for (const [name, error] of Object.entries(oneOfEach(errors))) {
      const holds = Object.keys(oneOfEach(errors)).filter(
        (other) => error instanceof classOf(errors, other),
      );
      expect(holds).toEqual(
        name === "ReadLimitError" ? ["ConnectionClosedError", "ReadLimitError"] : [name],
      );
      expect(error).toBeInstanceOf(SkepError);
      expect(error).toBeInstanceOf(Error);
    }
  });

  it("holds across two copies of the package, both ways", async () => {
    const copy = await copied();
    expect(copy.SkepError).not.toBe(SkepError);
    for (const [ours, theirs] of [
      [errors, copy],
      [copy, errors],
    ] as const)
      for (const [name, error] of Object.entries(oneOfEach(theirs))) {
        expect(error).toBeInstanceOf(ours.SkepError);
        expect(error).toBeInstanceOf(classOf(ours, name));
        expect(error).not.toBeInstanceOf(
          name === "PoolClosedError" ? ours.DialError : ours.PoolClosedError,
        );
      }
  });

  it("compares a subclass of the application by prototype", async () => {
    class TokenExpired extends DialError {}
    class OtherDialError extends DialError {}
    const error = new TokenExpired(failed);
    expect(error).toBeInstanceOf(TokenExpired);
    expect(error).toBeInstanceOf(DialError);
    expect(error).toBeInstanceOf(SkepError);
    expect(error).not.toBeInstanceOf(OtherDialError);
    expect(new DialError(failed)).not.toBeInstanceOf(TokenExpired);
    const copy = await copied();
    expect(error).toBeInstanceOf(copy.DialError);
    expect(error).not.toBeInstanceOf(copy.ConfigError);
  });

  it.each([undefined, null, 5, "SkepError", {}, new Error("x"), Object.create(null)])(
    "is false for %j",
    (value) => {
      expect(value instanceof SkepError).toBe(false);
      expect(value instanceof DialError).toBe(false);
    },
  );

  it("knows that an invariant that fell is a fault of ours and no SkepError", () => {
    const error = new InvariantError("two sockets");
    expect(error).not.toBeInstanceOf(SkepError);
    expect(String(error)).toBe("InvariantError: two sockets");
  });
});

describe("ConfigError", () => {
  class Widget {
    readonly size = 1;
  }
  it.each([
    ["text", "x", '"x"'],
    ["text with line breaks, which cannot forge a line of a log", "a\nb", String.raw`"a\nb"`],
    ["long text, cut", "x".repeat(200), `"${"x".repeat(120)}…"`],
    ["a number", Number.NaN, "NaN"],
    ["a large number", 5n, "5n"],
    ["a symbol", Symbol("s"), "Symbol(s)"],
    ["nothing", undefined, "undefined"],
    ["null", null, "null"],
    ["a function", () => 5, "a function"],
    ["a list", [1, 2], "an array"],
    ["an object", { a: 1 }, "an object of Object"],
    ["an object of a class", new Widget(), "an object of Widget"],
    ["an object without prototype", Object.create(null), "an object of no class"],
  ])("shows %s", (_, value, shown) => {
    const error = new ConfigError("a.b", "right", value);
    expect(error.message).toBe(said(`a.b must be right, got ${shown}.`));
    expect(error.path).toBe("a.b");
    expect(error.value).toBe(value);
  });

  it("can be sent as JSON although its value cannot", () => {
    const value: Record<string, unknown> = {};
    value.self = value;
    expect(JSON.parse(JSON.stringify(new ConfigError("a", "right", value)))).toEqual({
      name: "ConfigError",
      message: said("a must be right, got an object of Object."),
      code: "ERR_CONFIG",
      path: "a",
    });
  });
});

describe("a failure", () => {
  it("is told with its facts", () => {
    const headers = { "retry-after": "5" };
    const error = new DialError({ phase: "handshake", kind: "status", status: 503, headers });
    expect(error).toMatchObject({ phase: "handshake", kind: "status", status: 503, headers });
    expect(error.message).toBe(
      said(
        "The dial failed in the upgrade: the server refused the upgrade with 503.",
        "ERR_DIAL handshake status 503",
      ),
    );
    expect(new DialError({ ...ended, phase: "opening" })).toMatchObject({
      closeCode: 4001,
      closeReason: "enough",
    });
    expect(new ConnectionClosedError(ended)).toMatchObject({
      phase: "live",
      kind: "closed",
      closeCode: 4001,
      closeReason: "enough",
    });
  });

  it("is said in words with code and reason where they are known", () => {
    expect(describeFailure({ phase: "live", kind: "lost" })).toBe(
      said("the link was lost without a close frame", "lost"),
    );
    expect(describeFailure({ phase: "live", kind: "closed", closeCode: 1001 })).toBe(
      said("the peer closed with 1001", "closed 1001"),
    );
    expect(
      describeFailure({ phase: "live", kind: "closed", closeCode: 1000, closeReason: "" }),
    ).toBe(said("the peer closed with 1000", "closed 1000"));
  });

  it("quotes what the peer said, which cannot forge a line of a log", () => {
    const failure: Failure = { ...ended, closeReason: 'so\nit "is"' };
    expect(describeFailure(failure)).toBe(
      said(
        String.raw`the peer closed with 4001 ("so\nit \"is\"")`,
        String.raw`closed 4001 "so\nit \"is\""`,
      ),
    );
  });

  it("becomes the error of its phase", () => {
    const phases: FailurePhase[] = ["resolve", "dial", "handshake", "opening"];
    for (const phase of phases)
      expect(linkError({ phase, kind: "timeout" }, "a")).toBeInstanceOf(DialError);
    expect(linkError({ phase: "live", kind: "lost" }, "a")).toBeInstanceOf(ConnectionClosedError);
    expect(linkError({ phase: "live", kind: "lost" }, "a")).not.toBeInstanceOf(ReadLimitError);
    expect(linkError({ phase: "live", kind: "readLimit" }, "a")).toBeInstanceOf(ReadLimitError);
  });

  it("names its peer, where it is known, without the secrets of a URL", () => {
    const url = "wss://user:canary@relay.example/path?token=canary";
    expect(linkError(failed, "a").message).toBe(
      said(
        'The dial to "a" failed before the link was open: the connection failed.',
        'ERR_DIAL "a" dial network',
      ),
    );
    expect(linkError(ended, "a").message).toBe(
      said(
        'The connection to "a" ended: the peer closed with 4001 ("enough").',
        'ERR_CONNECTION_CLOSED "a" live closed 4001 "enough"',
      ),
    );
    expect("id" in new DialError(failed)).toBe(false);
    for (const error of [
      linkError(failed, url),
      linkError(ended, url),
      linkError({ phase: "live", kind: "readLimit" }, url),
      new PeerExistsError(url),
      new PeerNotFoundError(url),
      new ConnectionUnavailableError(url, "waiting"),
      new BackpressureError(url, 1),
      new WriteTimeoutError(url, 1),
    ]) {
      expect(error.id).toBe("wss://relay.example/path?…");
      expect(error.message).toContain('"wss://relay.example/path?…"');
    }
  });

  it("has words for every kind", () => {
    const kinds: Record<FailureKind, true> = {
      provider: true,
      timeout: true,
      network: true,
      status: true,
      closed: true,
      lost: true,
      keepalive: true,
      violation: true,
      readLimit: true,
      gate: true,
      overflow: true,
      redial: true,
      frozen: true,
      stopped: true,
    };
    const words = Object.keys(kinds).map((kind) =>
      describeFailure({ phase: "live", kind: kind as FailureKind }),
    );
    expect(new Set(words).size).toBe(words.length);
    expect(words).not.toContain(undefined);
  });
});

describe("a secret of a URL", () => {
  const url = "wss://user:canary@relay.example/path?token=canary#canary";

  it("is in no message, no JSON and no print of an error", () => {
    for (const error of [
      new PeerExistsError(url),
      new PeerNotFoundError(url),
      new ConnectionUnavailableError(url, "waiting"),
      new BackpressureError(url, 1),
      new WriteTimeoutError(url, 1),
      new ConfigError("url", "right", url),
      new ConfigError("url", "right", new URL(url)),
      new ConfigError("options", "right", [url]),
      new ConfigError("options", "right", { uri: url }),
    ])
      for (const shown of [error.message, error.stack, JSON.stringify(error), inspect(error)])
        expect(shown).not.toContain("canary");
    expect(new PeerNotFoundError(url).message).toContain("wss://relay.example/path?…");
  });
});
