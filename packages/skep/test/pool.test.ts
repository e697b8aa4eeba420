// The pool of the front door: the core's, with a transport that nobody had to name.

import { Pool as CorePool } from "@skep/core";
import { MemoryTransport } from "@skep/core/testing";
import { ConfigError, type DialError, Pool } from "skep";
import { expect, test } from "vitest";
import { said } from "../../../tools/production/said.ts";

test("without options it dials over ws", async () => {
  const pool = new Pool();
  const failed = new Promise<DialError>((resolve) =>
    pool.addEventListener("dialfailed", ({ cause }) => resolve(cause as DialError)),
  );

  // The port of discard, on which nothing listens.
  pool.connect("ws://127.0.0.1:9");

  expect(await failed).toMatchObject({
    kind: "network",
    cause: { code: "ECONNREFUSED", syscall: "connect" },
  });
  await pool.close();
});

test("the default transport can set headers", async () => {
  await new Pool({ headers: { authorization: "Bearer token" } }).close();
});

test("a transport that is given takes the place of the default one", async () => {
  const transport = new MemoryTransport();
  const dialled = new Promise<string>((resolve) => {
    const dial = transport.dial.bind(transport);
    transport.dial = (target, sink) => {
      resolve(target.url);
      return dial(target, sink);
    };
  });

  const pool = new Pool({ transport });
  pool.connect("ws://relay.example/");

  expect(await dialled).toBe("ws://relay.example/");
  await pool.close();
});

test("an undefined transport is the default one", async () => {
  await new Pool({ transport: undefined as never }).close();
});

test("options reach the core, which checks them", () => {
  expect(() => new Pool({ pingInterval: -1 })).toThrow(
    said("pingInterval must be milliseconds from 0"),
  );
  expect(() => new Pool({ sesion: {} } as never)).toThrow(said("sesion must be a known name"));
});

test.each([
  ["null", null],
  ["a list", []],
  ["a URL", "ws://relay.example"],
])("%s is no options", (_, options) => {
  expect(() => new Pool(options as never)).toThrow(ConfigError);
});

test("it is a pool of the core", async () => {
  const pool = new Pool();
  expect(pool).toBeInstanceOf(CorePool);
  await pool[Symbol.asyncDispose]();
  await pool.closed;
});
