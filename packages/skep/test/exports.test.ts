// The door holds what the rooms behind it hold.

import { AsyncLocalStorage } from "node:async_hooks";
import * as core from "@skep/core";
import * as coreConfig from "@skep/core/config";
import * as skep from "skep";
import * as config from "skep/config";
import { defaultAsyncContext, defaultTransport } from "skep/transport";
import { expect, test } from "vitest";

test("every name of the core is there, and only the pool is another one", () => {
  const { Pool, ...others } = core;
  expect(skep).toMatchObject(others);
  expect(Object.keys(skep).toSorted()).toEqual(Object.keys(core).toSorted());
  expect(skep.Pool).not.toBe(Pool);
});

test("skep/config is the core's", () => {
  expect(config).toEqual(coreConfig);
});

test("skep/transport makes a transport of its own each time", () => {
  expect(defaultTransport()).toMatchObject({ name: "ws", can: { headers: true, status: true } });
  expect(defaultTransport()).not.toBe(defaultTransport());
});

test("skep/transport captures async contexts, and tells what a call in one returned or threw", () => {
  const store = new AsyncLocalStorage<string>();
  const run = store.run("A", () => defaultAsyncContext()?.capture());
  store.run("B", () => {
    expect(run?.(() => store.getStore())).toBe("A");
    expect(store.getStore()).toBe("B");
    const fail = (): never => {
      throw new Error("mine");
    };
    expect(() => run?.(fail)).toThrow("mine");
  });
});
