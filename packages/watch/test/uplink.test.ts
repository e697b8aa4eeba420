// A lost uplink is no service's fault: many that fail together, a probe of reference, and a process that is held up.

import { describe, expect, test } from "vitest";
import { ManualClock } from "@skep/core/testing";
import type { ManagerOptions } from "@skep/watch";
import { changesOf, PlayedService, world } from "./support/service.ts";

const refused = new Error("network is unreachable");
const HOSTS = 5;

/** So many services, ready, on five hosts. They began a second apart. */
async function fleet(count: number, options: ManagerOptions = {}) {
  const all = world(options);
  const { clock, manager } = all;
  const changes = changesOf(manager);
  const uplink: unknown[] = [];
  manager.addEventListener(
    "uplink",
    ({ isLost, names, reason }) => void uplink.push([isLost, reason, names.length]),
  );
  const services: PlayedService[] = [];
  for (let at = 0; at < count; at += 1) {
    const service = new PlayedService(clock);
    manager.watch({ name: `s${at}`, probe: service.probe, host: `host-${at % HOSTS}` });
    services.push(service);
    await clock.run(1_000);
  }
  changes.length = 0;
  return { ...all, changes, services, uplink };
}

const lose = (services: readonly PlayedService[]): void => {
  for (const service of services) service.answer = refused;
};

const regain = (services: readonly PlayedService[]): void => {
  for (const service of services) service.answer = true;
};

describe("services that are lost together", () => {
  test("give one event of the manager and are unknown, and none of fifty is down", async () => {
    const { changes, clock, services, uplink } = await fleet(50);
    lose(services);
    await clock.run(60_000);
    expect(uplink).toEqual([[true, "targets", expect.any(Number)]]);
    expect(changes.filter((change) => change.includes("down"))).toEqual([]);
    expect(changes.length).toBe(50);
  });

  test("are ready again without having been down, and the end of it is told once", async () => {
    const { changes, clock, services, uplink } = await fleet(10);
    lose(services);
    await clock.run(60_000);
    regain(services);
    await clock.run(60_000);
    expect(uplink).toEqual([
      [true, "targets", expect.any(Number)],
      [false, "targets", expect.any(Number)],
    ]);
    expect(changes.filter((change) => change.includes("down"))).toEqual([]);
    expect(changes.filter((change) => change.endsWith("unknown>ready")).length).toBe(10);
  });

  test("are down after failures × (interval + timeout) where the uplink stays lost", async () => {
    const { changes, clock, manager, services } = await fleet(5);
    lose(services);
    // The first one is lost after 55 s, the last one 5 s later.
    await clock.run(55_000 + 69_000);
    expect(changes.filter((change) => change.includes("down"))).toEqual([]);
    await clock.run(7_000);
    expect(manager.watchers().map(({ state }) => state)).toEqual(Array(5).fill("down"));
  });

  test("are down where too few of them are lost, or on too few hosts", async () => {
    const few = await fleet(50);
    lose(few.services.slice(0, 4));
    await few.clock.run(60_000);
    expect(few.changes.toSorted()).toEqual([0, 1, 2, 3].map((at) => `s${at}: ready>down`));
    expect(few.uplink).toEqual([]);

    const near = await fleet(50);
    // Ten services on two hosts.
    lose(near.services.filter((_, at) => at % HOSTS < 2));
    await near.clock.run(60_000);
    expect(near.changes.length).toBe(20);
    expect(near.changes.every((change) => change.endsWith("ready>down"))).toBe(true);
  });

  test("are not those that were never ready: services that start slowly are down, each by itself", async () => {
    const { clock, manager } = world();
    const changes = changesOf(manager);
    const lost: unknown[] = [];
    manager.addEventListener("uplink", (event) => void lost.push(event));
    for (let at = 0; at < 8; at += 1)
      manager.watch({ name: `s${at}`, host: `host-${at}`, probe: () => false });
    await clock.run();
    expect(changes.length).toBe(8);
    expect(changes.every((change) => change.endsWith("unknown>down"))).toBe(true);
    expect(lost).toEqual([]);
  });

  test("have to be known to be on several hosts", async () => {
    const { clock, manager, service } = world();
    const changes = changesOf(manager);
    for (let at = 0; at < 8; at += 1)
      manager.watch({
        name: `s${at}`,
        probe: () => service.probe({ signal: new AbortController().signal, now: () => 0 }),
      });
    await clock.run();
    service.answer = refused;
    await clock.run(60_000);
    expect(changes.slice(8).every((change) => change.endsWith("ready>down"))).toBe(true);
    expect(changes.length).toBe(16);
  });

  test("are asked about at once: the others are probed, and one that is lost alone is down without delay", async () => {
    const { changes, clock, manager, services } = await fleet(10);
    lose(services.slice(0, 1));
    await manager.get("s0")?.probeNow();
    await clock.run();
    expect(changes).toEqual(["s0: ready>down"]);
    // Eight others at most, and none of the same host.
    expect(services.filter(({ starts }) => starts.length === 2).length).toBe(1 + 8);
    expect(services[5]?.starts.length).toBe(1);
  });

  test("are unknown as well where their probes hang until their time is over", async () => {
    const { changes, clock, services, uplink } = await fleet(8);
    for (const service of services) service.takes = 99_999;
    await clock.run(90_000);
    expect(changes.filter((change) => change.includes("down"))).toEqual([]);
    expect(uplink.length).toBe(1);
  });

  test("hold nobody up longer than a probe may take where the others hang", async () => {
    const { changes, clock, manager, services } = await fleet(8);
    lose(services.slice(0, 1));
    for (const service of services.slice(1)) service.takes = 8_000;
    void manager.get("s0")?.probeNow();
    await clock.run(7_999);
    expect(changes).toEqual([]);
    await clock.run(1);
    expect(changes).toEqual(["s0: ready>down"]);
  });

  test("release those that wait when the manager stops", async () => {
    const { changes, clock, manager, services } = await fleet(8);
    lose(services.slice(0, 1));
    for (const service of services.slice(1)) service.takes = 8_000;
    void manager.get("s0")?.probeNow();
    await clock.settle();
    await manager.stop();
    await clock.run(20_000);
    expect([changes, clock.pending]).toEqual([[], 0]);
  });
});

describe("a probe of reference", () => {
  function referred() {
    const clock = new ManualClock();
    let answer: unknown = true;
    let asked = 0;
    const reference = async (): Promise<unknown> => {
      asked++;
      await new Promise<void>((resolve) => void clock.schedule(100, resolve));
      if (answer instanceof Error) throw answer;
      return answer;
    };
    return { clock, reference, set: (given: unknown) => void (answer = given), asked: () => asked };
  }

  test("that fails makes failing services unknown: one event, and one run for all that ask meanwhile", async () => {
    const { asked, clock, reference, set } = referred();
    const two = await fleet(2, { clock, reference });
    set(refused);
    lose(two.services);
    for (const watcher of two.manager.watchers()) void watcher.probeNow();
    await clock.settle();
    expect(two.changes).toEqual([]);
    await clock.run(100);
    expect(asked()).toBe(1);
    expect(two.changes).toEqual(["s0: ready>unknown (uplink)", "s1: ready>unknown (uplink)"]);
    expect(two.uplink).toEqual([[true, "reference", 0]]);
  });

  test("that answers makes them down, and ends a loss that it has told", async () => {
    const { clock, reference, set } = referred();
    const two = await fleet(2, { clock, reference });
    set(refused);
    lose(two.services);
    await clock.run(61_000);
    set(true);
    await clock.run(10_000);
    expect(two.uplink).toEqual([
      [true, "reference", 0],
      [false, "reference", 0],
    ]);
    expect(two.changes.slice(2).toSorted()).toEqual(["s0: unknown>down", "s1: unknown>down"]);
  });

  test("has said that the uplink is lost until a service answers that failed because of it", async () => {
    const { clock, reference, set } = referred();
    const two = await fleet(2, { clock, reference });
    set(refused);
    lose(two.services.slice(0, 1));
    await clock.run(61_000);
    // The other one answers all the time, and shows nothing: it may be near.
    expect(two.uplink).toEqual([[true, "reference", 0]]);
    set(true);
    regain(two.services);
    await clock.run(4_000);
    expect(two.uplink.slice(1)).toEqual([[false, "reference", 0]]);
  });

  test("says so for as long as the excuse of a service lasts, and the end of that is told in time", async () => {
    const { clock, reference, set } = referred();
    const two = await fleet(2, { clock, reference });
    set(refused);
    lose(two.services.slice(0, 1));
    await clock.run(60_000 + 70_000 + 60_000);
    expect(two.uplink).toEqual([
      [true, "reference", 0],
      [false, "reference", 0],
    ]);
  });

  test("is not run while services answer", async () => {
    const { asked, clock, reference } = referred();
    await fleet(2, { clock, reference });
    await clock.run(600_000);
    expect(asked()).toBe(0);
  });
});

test("a network that is offline after services were lost together stays lost when their excuse has ended", async () => {
  let tell = (_: "offline" | "online"): void => {};
  const environment = {
    subscribe: (listener: (signal: "offline" | "online") => void) => {
      tell = listener;
      return () => {};
    },
  };
  const { clock, manager, services, uplink } = await fleet(6, { environment });
  const [late, ...lost] = services as [PlayedService, ...PlayedService[]];
  lose(lost);
  await clock.run(61_000);
  expect(uplink).toEqual([[true, "targets", 5]]);
  tell("offline");
  await clock.run(100_000);
  late.answer = refused;
  await manager.get("s0")?.probeNow();
  expect(manager.get("s0")?.state).toBe("unknown");
  expect(uplink.length).toBe(1);
  tell("online");
  expect(uplink.slice(1)).toEqual([[false, "offline", 0]]);
});

describe("a process that was held up", () => {
  test("blames no service for a probe that ran out of time meanwhile", async () => {
    const { changes, clock, manager, services } = await fleet(1);
    const [service] = services as [PlayedService];
    service.takes = 300;
    void manager.get("s0")?.probeNow();
    await clock.run(100);
    // A busy loop of eleven seconds: the timeout and the answer are both late, and the timeout is first.
    service.takes = 0;
    clock.jump(11_000);
    service.answer = refused;
    await clock.run();
    await clock.run(300);
    expect(changes).toEqual([]);
    service.answer = true;
    await clock.run(10_000);
    expect(manager.get("s0")?.status()).toMatchObject({ state: "ready", consecutive_failures: 0 });
  });

  test("blames it for what fails while nothing holds it up", async () => {
    const { changes, clock, manager, services } = await fleet(1);
    const [service] = services as [PlayedService];
    service.takes = 99_999;
    void manager.get("s0")?.probeNow();
    await clock.run(10_000);
    expect(changes).toEqual(["s0: ready>down"]);
  });

  test("hears of it from its environment, too", async () => {
    let stalled = (): void => {};
    const environment = {
      subscribe: (listener: (signal: "stalled") => void) => {
        stalled = () => listener("stalled");
        return () => {};
      },
    };
    const { changes, clock, manager, services } = await fleet(1, { environment });
    const [service] = services as [PlayedService];
    service.takes = 50;
    service.answer = refused;
    void manager.get("s0")?.probeNow();
    stalled();
    await clock.run(50);
    expect(changes).toEqual([]);
  });
});
