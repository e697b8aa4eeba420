// When a worker can be sent to, and what a send is told when it cannot.

import type { Worker } from "@skep/core/worker";
import { equal } from "./assert.ts";
import type { Scene, WorkerCase } from "./scene.ts";

export const sendingCases: readonly WorkerCase[] = [
  {
    name: "has the methods that are declared, and no others",
    async run(scene) {
      await scene.connect();
      for (const method of ["trySend", "redial"] as const)
        equal(scene.worker[method] !== undefined, scene.has[method], `${method} is there`);
    },
  },
  {
    name: "sends texts and bytes, in order",
    needs: ["receives"],
    async run(scene) {
      await scene.connect();
      const bytes = new Uint8Array([1, 2, 3]);
      for (const data of ["one", bytes, "", "four"]) await scene.worker.send(data);
      equal(await scene.received(4), ["one", bytes, "", "four"], "the messages at the peer");
    },
  },
  {
    name: "can be sent to inside of a listener of connected",
    needs: ["receives"],
    async run(scene) {
      const sends: Promise<void>[] = [];
      scene.on("connected", () => void sends.push(scene.worker.send("first")));
      await scene.connect();
      await Promise.all(sends);
      equal(await scene.received(1), ["first"], "the messages at the peer");
    },
  },
  {
    name: "rejects sends inside of a listener of disconnected",
    needs: ["loses"],
    async run(scene) {
      const sends: Sent[] = [];
      scene.on("disconnected", () => void sends.push(send(scene.worker)));
      await scene.connect();
      await scene.lose();
      await scene.told("disconnected");
      equal(sends.length, 1, "the number of sends");
      await expectRejected(scene, sends[0], "when disconnected");
    },
  },
  {
    name: "rejects sends at once while it dials",
    needs: ["dials"],
    async run(scene) {
      scene.answer("hang");
      scene.start();
      await scene.pass(20);
      await expectRejected(scene, send(scene.worker), "while it dials");
    },
  },
  {
    name: "rejects sends before it is started and after its end",
    async run(scene) {
      let early: Sent | undefined;
      scene.start((worker) => (early = send(worker)));
      await expectRejected(scene, early, "before its start");
      await scene.told("connected");
      scene.worker.stop();
      await scene.settled();
      await expectRejected(scene, send(scene.worker), "after its end");
    },
  },
  {
    name: "tries to send: true while it is connected, false before and after",
    needs: ["trySend"],
    async run(scene) {
      const tried: unknown[] = [];
      scene.start((worker) => void tried.push(worker.trySend?.("early")));
      await scene.told("connected");
      tried.push(scene.worker.trySend?.("now"));
      scene.worker.stop();
      await scene.settled();
      tried.push(scene.worker.trySend?.("late"));
      equal(tried, [false, true, false], "the answers");
    },
  },
];

/** What became of a send. */
interface Sent {
  outcome?: "resolved" | "rejected";
}

function send(worker: Worker): Sent {
  const sent: Sent = {};
  worker.send("nobody hears it").then(
    () => (sent.outcome = "resolved"),
    () => (sent.outcome = "rejected"),
  );
  return sent;
}

/** A send that waits for a link would be sent to nobody knows whom. */
async function expectRejected(scene: Scene, sent: Sent | undefined, when: string): Promise<void> {
  const outcome = await scene.until(`the answer to a send ${when}`, () => sent?.outcome);
  equal(outcome, "rejected", `a send ${when}`);
}
