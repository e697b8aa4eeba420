// How a worker begins and ends.

import { check, equal } from "../worker-suite/assert.ts";
import { type ManagedWorkerCase, rejection } from "./scene.ts";

export const lifeCases: readonly ManagedWorkerCase[] = [
  {
    name: "is created and has its name before it is started",
    async run(scene) {
      const { worker } = scene;
      const { name, status, metadata, children } = worker.state();
      equal([name, status], [worker.name, "created"], "its state");
      check(typeof metadata === "object" && Array.isArray(children), "metadata and children");
      check(worker.toString().includes(worker.name), "its label holds its name");
    },
  },
  {
    name: "runs when its start has resolved, and its wait is silent",
    async run(scene) {
      let isOver = false;
      void scene.worker.wait().then(() => (isOver = true));
      await scene.start();
      equal(scene.status, "running", "its status");
      await scene.quiet();
      equal([scene.status, isOver], ["running", false], "its status and its end");
    },
  },
  {
    name: "stops when it is asked to, and says so to all that wait",
    async run(scene) {
      const early = scene.worker.wait();
      await scene.start();
      const stopped = await scene.within("the stop", scene.worker.stop());
      equal(stopped.status, "stopped", "the report");
      equal((await scene.end()).status, "stopped", "a later wait");
      equal((await scene.within("an early wait", early)).status, "stopped", "an early wait");
      equal(scene.status, "stopped", "its status");
    },
  },
  {
    name: "can be stopped any number of times, with one end",
    async run(scene) {
      await scene.start();
      const stops = [scene.worker.stop(), scene.worker.stop({ timeout: 4_000 })];
      const [a, b] = await scene.within("the stops", Promise.all(stops));
      const c = await scene.within("a later stop", scene.worker.stop());
      equal([a?.status, b?.status, c.status], ["stopped", "stopped", "stopped"], "the reports");
    },
  },
  {
    name: "runs once",
    async run(scene) {
      await scene.start();
      await rejection(scene.worker.start());
      equal(scene.status, "running", "its status");
      await scene.within("the stop", scene.worker.stop());
      await rejection(scene.worker.start());
      equal(scene.status, "stopped", "its status");
    },
  },
  {
    name: "never runs where it is stopped before it is started",
    async run(scene) {
      equal((await scene.within("the stop", scene.worker.stop())).status, "stopped", "the report");
      await rejection(scene.worker.start());
      equal(scene.status, "stopped", "its status");
    },
  },
  {
    name: "can be stopped while it starts",
    async run(scene) {
      const starting = rejection(scene.worker.start()).catch(() => "it had started");
      const report = await scene.within("the stop", scene.worker.stop());
      await scene.within("the start", starting);
      check(["stopped", "killed"].includes(report.status), `it ended as ${report.status}`);
    },
  },
  {
    name: "refuses a start whose signal has aborted, and starts later",
    async run(scene) {
      const reason = new Error("not now");
      const error = await rejection(scene.worker.start({ signal: AbortSignal.abort(reason) }));
      check(error === reason, "It rejects with the reason of the signal.");
      equal(scene.status, "created", "its status");
      await scene.start();
      equal(scene.status, "running", "its status");
    },
  },
  {
    name: "is left alone by the signal of its start once it runs",
    async run(scene) {
      const controller = new AbortController();
      await scene.within("the start", scene.worker.start({ signal: controller.signal }));
      controller.abort();
      await scene.quiet();
      equal(scene.status, "running", "its status");
    },
  },
  {
    name: "ends a wait or the wait of a stop by its signal, and nothing else",
    async run(scene) {
      await scene.start();
      const reason = new Error("enough");
      const controller = new AbortController();
      const waiting = rejection(scene.worker.wait({ signal: controller.signal }));
      controller.abort(reason);
      check((await waiting) === reason, "The wait rejects with the reason of the signal.");
      equal(scene.status, "running", "its status");
      const { signal } = controller;
      check((await rejection(scene.worker.stop({ signal }))) === reason, "So does a stop.");
      equal((await scene.end()).status, "stopped", "the report");
    },
  },
  {
    name: "refuses a timeout that cannot be, and runs on",
    async run(scene) {
      await scene.start();
      for (const timeout of [-1, Number.NaN, "5" as never]) {
        const stopping = (async () => scene.worker.stop({ timeout }))();
        const { code } = (await rejection(stopping)) as { code?: string };
        equal(code, "ERR_CONFIG", "the code of the error");
      }
      equal(scene.status, "running", "its status");
    },
  },
];
