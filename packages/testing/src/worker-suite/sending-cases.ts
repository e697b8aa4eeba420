// When a worker can be sent to, and what a send is told when it cannot.

import type { Worker } from "@skep/core";
import { equal } from "./assert.ts";
import type { Stage, WorkerCase } from "./stage.ts";

export const sendingCases: readonly WorkerCase[] = [
  {
    name: "has the methods that are declared, and no others",
    async run(stage) {
      await stage.connect();
      for (const method of ["trySend", "redial"] as const)
        equal(stage.worker[method] !== undefined, stage.has[method], `${method} is there`);
    },
  },
  {
    name: "sends texts and bytes, in order",
    needs: ["receives"],
    async run(stage) {
      await stage.connect();
      const bytes = new Uint8Array([1, 2, 3]);
      for (const data of ["one", bytes, "", "four"]) await stage.worker.send(data);
      equal(await stage.received(4), ["one", bytes, "", "four"], "the messages at the peer");
    },
  },
  {
    name: "can be sent to inside of a listener of connected",
    needs: ["receives"],
    async run(stage) {
      const sends: Promise<void>[] = [];
      stage.on("connected", () => void sends.push(stage.worker.send("first")));
      await stage.connect();
      await Promise.all(sends);
      equal(await stage.received(1), ["first"], "the messages at the peer");
    },
  },
  {
    name: "rejects sends inside of a listener of disconnected",
    needs: ["loses"],
    async run(stage) {
      const sends: Sent[] = [];
      stage.on("disconnected", () => void sends.push(send(stage.worker)));
      await stage.connect();
      await stage.lose();
      await stage.told("disconnected");
      equal(sends.length, 1, "the number of sends");
      await expectRejected(stage, sends[0], "when disconnected");
    },
  },
  {
    name: "rejects sends at once while it dials",
    needs: ["dials"],
    async run(stage) {
      stage.answer("hang");
      stage.start();
      await stage.pass(20);
      await expectRejected(stage, send(stage.worker), "while it dials");
    },
  },
  {
    name: "rejects sends before it is started and after its end",
    async run(stage) {
      let early: Sent | undefined;
      stage.start((worker) => (early = send(worker)));
      await expectRejected(stage, early, "before its start");
      await stage.told("connected");
      stage.worker.stop();
      await stage.settled();
      await expectRejected(stage, send(stage.worker), "after its end");
    },
  },
  {
    name: "tries to send: true while it is connected, false before and after",
    needs: ["trySend"],
    async run(stage) {
      const tried: unknown[] = [];
      stage.start((worker) => void tried.push(worker.trySend?.("early")));
      await stage.told("connected");
      tried.push(stage.worker.trySend?.("now"));
      stage.worker.stop();
      await stage.settled();
      tried.push(stage.worker.trySend?.("late"));
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
async function expectRejected(stage: Stage, sent: Sent | undefined, when: string): Promise<void> {
  const outcome = await stage.until(`the answer to a send ${when}`, () => sent?.outcome);
  equal(outcome, "rejected", `a send ${when}`);
}
