// Workers that can be told to dial anew.

import { check, equal } from "./assert.ts";
import type { WorkerCase } from "./stage.ts";

export const redialCases: readonly WorkerCase[] = [
  {
    name: "drops its link and dials anew when it is told to",
    needs: ["redial"],
    async run(stage) {
      await stage.connect();
      stage.worker.redial?.();
      await stage.told("connected", 2);
      const types = stage.watched.told.map(({ type }) => type);
      equal(types, ["connected", "disconnected", "connected"], "what was told");
    },
  },
  {
    name: "dials when it is told to while it waits",
    needs: ["redial", "dials"],
    async run(stage) {
      stage.answer("refuse");
      stage.start();
      const { dial } = await stage.told("dialfailed");
      stage.answer("accept");
      stage.worker.redial?.();
      check((await stage.told("connected")).dial > dial, "the dial had an old number");
    },
  },
  {
    name: "dials when it is told to while a dial is not answered",
    needs: ["redial", "dials"],
    async run(stage) {
      stage.answer("hang");
      stage.start();
      await stage.pass(20);
      stage.answer("accept");
      stage.worker.redial?.();
      await stage.told("connected");
    },
  },
  {
    name: "bears to be told to dial before its start and after its end",
    needs: ["redial"],
    async run(stage) {
      stage.start((worker) => worker.redial?.());
      await stage.told("connected");
      stage.worker.stop();
      await stage.settled();
      stage.worker.redial?.();
    },
  },
];
