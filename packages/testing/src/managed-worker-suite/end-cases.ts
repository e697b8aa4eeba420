// How work ends by itself, by force, or before it has begun; how it rests; and what it is handed over.

import { check, equal } from "../worker-suite/assert.ts";
import { type ManagedWorkerCase, rejection } from "./scene.ts";

export const endCases: readonly ManagedWorkerCase[] = [
  {
    name: "finishes by itself",
    needs: ["finishes"],
    async run(scene) {
      await scene.start();
      await scene.subject.finish?.();
      equal((await scene.end()).status, "finished", "the report");
      equal(scene.status, "finished", "its status");
      equal((await scene.worker.stop()).status, "finished", "the report of a later stop");
    },
  },
  {
    name: "fails by itself, and says why",
    needs: ["fails"],
    async run(scene) {
      await scene.start();
      await scene.subject.fail?.();
      const report = await scene.end();
      equal(report.status, "failed", "the report");
      const { code = 0, signal, error } = report;
      check(error !== undefined || code !== 0 || signal !== undefined, "The report says why.");
      equal(scene.status, "failed", "its status");
    },
  },
  {
    name: "rejects a start that fails, and has ended then",
    needs: ["refuses"],
    async run(scene) {
      const worker = scene.watch(scene.subject.failing?.() as never);
      const error = await rejection(scene.within("the start", worker.start()));
      equal((error as { code?: string }).code, "ERR_SUPERVISE_START", "the code of the error");
      const report = await scene.end(worker);
      equal([report.status, worker.state().status], ["failed", "failed"], "its end");
      check(report.error !== undefined, "The report says why.");
    },
  },
  {
    name: "is ended by force where it does not end in time",
    needs: ["forces"],
    async run(scene) {
      const worker = scene.watch(scene.subject.stubborn?.() as never);
      await scene.within("the start", worker.start());
      const stopping = worker.stop({ timeout: 60_000 });
      await scene.quiet();
      equal(worker.state().status, "stopping", "its status");
      const report = await scene.within("the force", worker.stop({ timeout: 0 }));
      equal([report.status, worker.state().status], ["killed", "killed"], "its end");
      equal((await stopping).status, "killed", "the report of the first stop");
    },
  },
  {
    name: "tells each change of its status, in order",
    needs: ["subscribes"],
    async run(scene) {
      const once: string[] = [];
      const unsubscribe = scene.worker.subscribe?.(({ status }) => void once.push(status));
      await scene.start();
      unsubscribe?.();
      await scene.within("the stop", scene.worker.stop());
      equal(scene.told, ["starting", "running", "stopping", "stopped"], "what is told");
      equal(once, ["starting", "running"], "what is told until it is unsubscribed");
    },
  },
  {
    name: "is harmed by no listener that throws",
    needs: ["subscribes"],
    async run(scene) {
      scene.worker.subscribe?.(() => {
        throw new Error("a listener");
      });
      await scene.start();
      equal((await scene.within("the stop", scene.worker.stop())).status, "stopped", "the report");
    },
  },
  {
    name: "rests and goes on, however often it is asked",
    needs: ["suspends"],
    async run(scene) {
      const { worker } = scene;
      await scene.start();
      for (let round = 0; round < 2; round++) {
        await scene.within("the rest", Promise.all([worker.suspend?.(), worker.suspend?.()]));
        equal(scene.status, "suspended", "its status");
        await scene.within("a rest again", worker.suspend?.() as Promise<void>);
        await scene.within("going on", worker.resume?.() as Promise<void>);
        await scene.within("going on again", worker.resume?.() as Promise<void>);
        equal(scene.status, "running", "its status");
      }
    },
  },
  {
    name: "can be stopped while it rests",
    needs: ["suspends"],
    async run(scene) {
      await scene.start();
      await scene.within("the rest", scene.worker.suspend?.() as Promise<void>);
      equal((await scene.within("the stop", scene.worker.stop())).status, "stopped", "the report");
    },
  },
  {
    name: "does not rest before its start and after its end",
    needs: ["suspends"],
    async run(scene) {
      await rejection(scene.worker.suspend?.() as Promise<void>);
      await scene.start();
      await scene.within("the stop", scene.worker.stop());
      await rejection(scene.worker.suspend?.() as Promise<void>);
      await scene.worker.resume?.();
      equal(scene.status, "stopped", "its status");
    },
  },
  {
    name: "hands over what is known of earlier instances",
    needs: ["handsOver"],
    async run(scene) {
      const previousExit = { status: "failed", code: 7 };
      const handover = { resumeId: "11111111-2222-4333-8444-555555555555", previousExit };
      await scene.within("the start", scene.worker.start({ handover }));
      const seen = await scene.subject.handover?.();
      equal(seen?.resumeId, handover.resumeId, "the resume id");
      equal(seen?.previousExit, "7", "the previous exit");
    },
  },
];
