// Which fake timers move the time of a connection, and what is written for those that do not.
import FakeTimers from "@sinonjs/fake-timers";
import { MemoryTransport } from "@skep/testing";
import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { setImmediate as macrotask } from "node:timers/promises";
import { Connection } from "skep/connection";

/** A connection whose first dial is refused; it dials again within some seconds. */
function refusedOnce(options) {
  let dials = 0;
  const transport = new MemoryTransport({
    onDial: (dial) => (++dials === 1 ? dial.refuse() : dial.accept()),
  });
  return new Connection("ws://feed.example", { transport, ...options });
}

const clock = {
  now: () => Date.now(),
  wall: () => Date.now(),
  schedule(delay, due) {
    const timer = setTimeout(() => due(), delay);
    return { cancel: () => clearTimeout(timer) };
  },
};

/** Ten seconds of the mock of Node, with turns for promises. */
async function tenSeconds() {
  for (let passed = 0; passed < 10_000; passed += 100) {
    mock.timers.tick(100);
    await macrotask();
  }
}

async function stateUnderMock(options) {
  mock.timers.enable({ apis: ["setTimeout", "Date"] });
  const feed = refusedOnce(options);
  await tenSeconds();
  const { state } = feed;
  mock.timers.reset();
  await feed.close({ timeout: 0 });
  return state;
}

void test("the mock of Node leaves `performance` alone, so no time passes", async () => {
  assert.equal(await stateUnderMock({}), "waiting");
});

void test("with a clock of `Date` and `setTimeout` it does", async () => {
  assert.equal(await stateUnderMock({ clock }), "connected");
});

async function stateUnderSinon() {
  const timers = FakeTimers.install();
  const feed = refusedOnce();
  await timers.tickAsync(10_000);
  const { state } = feed;
  timers.uninstall();
  await feed.close({ timeout: 0 });
  return state;
}

void test("the timers of Sinon move time as they are", async () => {
  assert.equal(await stateUnderSinon(), "connected");
});
