// The door holds what the rooms behind it hold.

import * as core from "@skep/core";
import * as coreConfig from "@skep/core/config";
import * as skep from "skep";
import * as config from "skep/config";
import { defaultTransport } from "skep/transport";
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
