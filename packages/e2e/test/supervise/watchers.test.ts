// Watchers in a tree: a real server that runs and does not answer is found by its watcher, and started again by its supervisor.
import { createServer, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { fromServer, fromWatchers, restartWhenDown, Supervisor } from "@skep/supervise";
import { ProcessWorker } from "@skep/supervise/process";
import { httpProbe, Manager, processProbe, type Watcher } from "@skep/watch";
import { eventually, test } from "../support/stage.ts";

const FAST = { initialDelay: 20, pollInterval: 20, probeTimeout: 1_000 };

/** Answers until it is deaf: then it takes requests, and says nothing. */
class Shop {
  readonly servers: Server[] = [];
  #port = 0;
  isDeaf = false;

  get url(): string {
    return `http://127.0.0.1:${this.#port}/`;
  }

  async open(): Promise<Server> {
    this.isDeaf = false;
    const server = createServer((_, response) => void (this.isDeaf || response.end("here")));
    server.listen(this.#port, "127.0.0.1");
    await once(server, "listening");
    this.#port = (server.address() as AddressInfo).port;
    this.servers.push(server);
    return server;
  }
}

test("a server that does not answer is started again, with its watchers in the same tree", async ({
  expect,
  stage,
}) => {
  const shop = new Shop();
  const manager = new Manager();
  const tree = new Supervisor({
    name: "tree",
    children: [
      {
        name: "shop",
        worker: (name) => fromServer(name, () => shop.open()),
        backoff: { initialDelay: 1 },
        stopTimeout: 50,
      },
      {
        name: "watchers",
        worker: (name) => fromWatchers(name, () => manager),
        ready: () =>
          manager.watch({ name: "shop", probe: httpProbe(shop.url), backoff: FAST }).whenReady(),
      },
    ],
  });
  stage.ending(() => tree.stop({ timeout: 1_000 }));
  await tree.start();
  const watcher = manager.watchers()[0] as Watcher;
  const end = restartWhenDown(watcher, tree.child("shop"), { startPeriod: 0 });

  shop.isDeaf = true;
  await eventually(() => shop.servers.length === 2);
  await watcher.whenReady();
  expect(shop.servers.map(({ listening }) => listening)).toEqual([false, true]);
  expect(tree.state()).toMatchObject({ status: "running" });
  expect(tree.stats()).toMatchObject({ restarts: 1, up: 2 });

  end();
  expect((await tree.stop()).status).toBe("stopped");
  await expect(watcher.probeNow()).rejects.toThrow();
});

test("a process that starts slowly is left alone for its start period, and what has died is found", async ({
  expect,
  stage,
}) => {
  const tree = new Supervisor({
    name: "tree",
    children: [
      {
        name: "job",
        worker: (name) => new ProcessWorker(name, "sleep", ["600"]),
        restart: "never",
      },
    ],
  });
  stage.ending(() => tree.stop({ timeout: 1_000 }));
  await tree.start();
  const job = tree.child("job");
  const manager = new Manager();
  stage.ending(() => manager.stop());
  const there = manager.watch({ name: "there", probe: processProbe(job), backoff: FAST });
  await there.whenReady();

  // It does not answer yet: within the period that is no reason to restart it, afterwards it is.
  const probe = (): boolean => false;
  const deaf = manager.watch({ name: "deaf", probe, backoff: FAST });
  const began = performance.now();
  const period = 1_500;
  const end = restartWhenDown(deaf, job, { startPeriod: period });
  const exited = new Promise<number>((resolve) => {
    tree.addEventListener("exited", () => resolve(performance.now()));
  });
  await eventually(() => deaf.state === "down");
  expect(job.state()?.status).toBe("running");
  expect((await exited) - began).toBeGreaterThanOrEqual(period - 1);
  end();

  // On its way there its status is `stopping`.
  await eventually(() => String(there.lastError).includes("Its status is stopped."));
  await tree.remove("job");
  await there.probeNow().catch(() => {});
  await eventually(() => String(there.lastError).includes("It is not there any more."));
});
