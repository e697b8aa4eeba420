// Workers that can be told to dial anew.

import { check, equal } from "./assert.ts";
import type { WorkerCase } from "./scene.ts";

/** Shorter than what a worker would wait for by itself. */
const AT_ONCE = 1_000;

export const redialCases: readonly WorkerCase[] = [
  {
    name: "drops its link and dials anew when it is told to",
    needs: ["redial"],
    async run(scene) {
      await scene.connect();
      scene.worker.redial?.();
      await scene.told("connected", 2);
      const types = scene.watched.told.map(({ type }) => type);
      equal(types, ["connected", "disconnected", "connected"], "what was told");
    },
  },
  {
    name: "dials at once when it is told to while it waits",
    needs: ["redial", "dials"],
    async run(scene) {
      scene.answer("refuse");
      scene.start();
      const { dial } = await scene.told("dialfailed");
      scene.answer("accept");
      scene.worker.redial?.();
      const next = await scene.told("connected", 1, AT_ONCE);
      check(next.dial > dial, "the dial had an old number");
    },
  },
  {
    name: "dials at once when it is told to while a dial is not answered",
    needs: ["redial", "dials"],
    async run(scene) {
      scene.answer("hang");
      scene.start();
      await scene.pass(20);
      scene.answer("accept");
      scene.worker.redial?.();
      await scene.told("connected", 1, AT_ONCE);
    },
  },
  {
    name: "bears to be told to dial before its start and after its end",
    needs: ["redial"],
    async run(scene) {
      scene.start((worker) => worker.redial?.());
      await scene.told("connected");
      scene.worker.stop();
      await scene.settled();
      scene.worker.redial?.();
    },
  },
];
