// Every way in which a worker is stopped: in each state, from everywhere, any number of times.

import { equal } from "./assert.ts";
import type { Scene, WorkerCase } from "./scene.ts";

/** What has to be there for a worker to tell it. */
const NEEDS = { connected: [], disconnected: ["loses"], dialfailed: ["dials"] } as const;

export const lifeCases: readonly WorkerCase[] = [
  {
    name: "settles when it was stopped before it is started, and tells nothing",
    async run(scene) {
      scene.start((worker) => worker.stop());
      await scene.settled();
      await scene.quiet();
      equal(scene.watched.told, [], "what was told");
    },
  },
  {
    name: "settles when it is stopped as soon as it is started",
    async run(scene) {
      scene.start();
      scene.worker.stop();
      await scene.settled();
    },
  },
  {
    name: "settles when it is stopped while it dials, and tells no link",
    needs: ["dials"],
    async run(scene) {
      scene.answer("hang");
      scene.start();
      await scene.pass(20);
      await end(scene);
      equal(scene.watched.told.filter(isLink), [], "the links that were told");
    },
  },
  {
    name: "settles when it is stopped while it waits for its next dial",
    needs: ["dials"],
    async run(scene) {
      scene.answer("refuse");
      scene.start();
      await scene.told("dialfailed");
      await end(scene);
    },
  },
  {
    name: "settles when it is stopped while it is connected",
    async run(scene) {
      await scene.connect();
      await end(scene);
    },
  },
  {
    name: "settles when it is stopped after its link was lost",
    needs: ["loses"],
    async run(scene) {
      await scene.connect();
      await scene.lose();
      await scene.told("disconnected");
      await end(scene);
    },
  },
  {
    name: "bears to be stopped any number of times, also after its end",
    async run(scene) {
      await scene.connect();
      scene.worker.stop();
      scene.worker.stop();
      await scene.settled();
      scene.worker.stop();
    },
  },
  ...(["connected", "disconnected", "dialfailed"] as const).map(stoppedInside),
  {
    name: "settles when its peer is removed, which aborts its signal and stops it",
    async run(scene) {
      await scene.connect();
      const { plugin } = scene.watched;
      void scene.pool.get(plugin?.id ?? "")?.close();
      equal(plugin?.signal.aborted, true, "the signal is aborted");
      await scene.settled();
    },
  },
];

function stoppedInside(type: keyof typeof NEEDS): WorkerCase {
  return {
    name: `settles when it is stopped inside of a listener of ${type}`,
    needs: NEEDS[type],
    async run(scene) {
      if (type === "dialfailed") scene.answer("refuse");
      scene.on(type, () => scene.worker.stop());
      scene.start();
      if (type === "disconnected") {
        await scene.told("connected");
        await scene.lose();
      }
      await scene.settled();
      equal(scene.watched.told.filter((told) => told.type === type).length, 1, `${type} was told`);
    },
  };
}

async function end(scene: Scene): Promise<void> {
  scene.worker.stop();
  await scene.settled();
}

function isLink({ type }: { type: string }): boolean {
  return type !== "dialfailed";
}
