// Fake timers move the time of a connection where they fake `performance`; where they leave it alone, give a clock.
const { MemoryTransport } = require("@skep/testing");
const { Connection } = require("skep/connection");

/** A connection whose first dial is refused; it dials again within some seconds. */
function refusedOnce(options) {
  let dials = 0;
  const transport = new MemoryTransport({
    onDial: (dial) => (++dials === 1 ? dial.refuse() : dial.accept()),
  });
  return new Connection("ws://feed.example", { transport, ...options });
}

/** A goodbye takes its time, too. */
async function close(feed) {
  const closed = feed.close();
  await jest.advanceTimersByTimeAsync(10_000);
  await closed;
}

afterEach(() => jest.useRealTimers());

test("fake timers move time as they are", async () => {
  jest.useFakeTimers();
  const feed = refusedOnce();
  await jest.advanceTimersByTimeAsync(10_000);
  expect(feed.state).toBe("connected");
  await close(feed);
});

test("without `performance` no time passes", async () => {
  jest.useFakeTimers({ doNotFake: ["performance"] });
  const feed = refusedOnce();
  await jest.advanceTimersByTimeAsync(10_000);
  expect(feed.state).toBe("waiting");
  await close(feed);
});

const clock = {
  now: () => Date.now(),
  wall: () => Date.now(),
  schedule(delay, due) {
    const timer = setTimeout(() => due(), delay);
    return { cancel: () => clearTimeout(timer) };
  },
};

test("without `performance`, a clock of `Date` and `setTimeout` moves", async () => {
  jest.useFakeTimers({ doNotFake: ["performance"] });
  const feed = refusedOnce({ clock });
  await jest.advanceTimersByTimeAsync(10_000);
  expect(feed.state).toBe("connected");
  await close(feed);
});
