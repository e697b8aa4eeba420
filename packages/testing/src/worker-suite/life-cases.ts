// Every way in which a worker is stopped: in each state, from everywhere, any number of times.

import { equal } from "./assert.ts";
import type { Stage, WorkerCase } from "./stage.ts";

/** What has to be there for a worker to tell it. */
const NEEDS = { connected: [], disconnected: ["loses"], dialfailed: ["dials"] } as const;

export const lifeCases: readonly WorkerCase[] = [
  {
    name: "settles when it was stopped before it is started, and tells nothing",
    async run(stage) {
      stage.start((worker) => worker.stop());
      await stage.settled();
      await stage.quiet();
      equal(stage.watched.told, [], "what was told");
    },
  },
  {
    name: "settles when it is stopped as soon as it is started",
    async run(stage) {
      stage.start();
      stage.worker.stop();
      await stage.settled();
    },
  },
  {
    name: "settles when it is stopped while it dials, and tells no link",
    needs: ["dials"],
    async run(stage) {
      stage.answer("hang");
      stage.start();
      await stage.pass(20);
      await end(stage);
      equal(stage.watched.told.filter(isLink), [], "the links that were told");
    },
  },
  {
    name: "settles when it is stopped while it waits for its next dial",
    needs: ["dials"],
    async run(stage) {
      stage.answer("refuse");
      stage.start();
      await stage.told("dialfailed");
      await end(stage);
    },
  },
  {
    name: "settles when it is stopped while it is connected",
    async run(stage) {
      await stage.connect();
      await end(stage);
    },
  },
  {
    name: "settles when it is stopped after its link was lost",
    needs: ["loses"],
    async run(stage) {
      await stage.connect();
      await stage.lose();
      await stage.told("disconnected");
      await end(stage);
    },
  },
  {
    name: "bears to be stopped any number of times, also after its end",
    async run(stage) {
      await stage.connect();
      stage.worker.stop();
      stage.worker.stop();
      await stage.settled();
      stage.worker.stop();
    },
  },
  ...(["connected", "disconnected", "dialfailed"] as const).map(stoppedInside),
  {
    name: "settles when its peer is removed, which aborts its signal and stops it",
    async run(stage) {
      await stage.connect();
      const { plugin } = stage.watched;
      void stage.pool.get(plugin?.id ?? "")?.remove();
      equal(plugin?.signal.aborted, true, "the signal is aborted");
      await stage.settled();
    },
  },
];

function stoppedInside(type: keyof typeof NEEDS): WorkerCase {
  return {
    name: `settles when it is stopped inside of a listener of ${type}`,
    needs: NEEDS[type],
    async run(stage) {
      if (type === "dialfailed") stage.answer("refuse");
      stage.on(type, () => stage.worker.stop());
      stage.start();
      if (type === "disconnected") {
        await stage.told("connected");
        await stage.lose();
      }
      await stage.settled();
      equal(stage.watched.told.filter((told) => told.type === type).length, 1, `${type} was told`);
    },
  };
}

async function end(stage: Stage): Promise<void> {
  stage.worker.stop();
  await stage.settled();
}

function isLink({ type }: { type: string }): boolean {
  return type !== "dialfailed";
}
