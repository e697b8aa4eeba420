// Whether a broker is there is told once per change.

import { expect, test } from "vitest";
import { BrokerStatus } from "../../src/broker/broker-status.ts";

function watched() {
  const told: unknown[][] = [];
  const status = new BrokerStatus((...all) => told.push(all));
  return { status, told };
}

test("a session begins with a broker that is there", () => {
  const { status, told } = watched();
  expect(status.isUp).toBe(true);
  status.up();
  expect(told).toEqual([]);
});

test("each change is told once, with the first reason", () => {
  const { status, told } = watched();
  status.down("cut");
  status.down("closed");
  expect(status.isUp).toBe(false);
  status.up();
  status.up();
  status.down("again");
  expect(told).toEqual([["down", "cut"], ["up"], ["down", "again"]]);
});

test("nothing is told after the end", () => {
  const { status, told } = watched();
  status.end();
  status.down("cut");
  status.up();
  expect(told).toEqual([]);
});
