// What can go wrong with the broker of this process.

import type { Fault } from "./fault-run.ts";
import type { UnsteadyBroker } from "./unsteady-broker.ts";

/** Milliseconds of an outage. */
const OUTAGE = 300;

export const unsteadyFaults: readonly Fault<UnsteadyBroker>[] = [
  {
    name: "the broker is away for a while",
    deafens: 3,
    async run(broker, { pass }) {
      broker.leave();
      await pass(OUTAGE);
      broker.comeBack();
    },
  },
  {
    name: "one hub alone is cut off",
    deafens: 1,
    async run(broker, { published }) {
      broker.leave(1);
      await published(200);
      broker.comeBack(1);
    },
  },
  {
    name: "copies are lost on the way, the last ones too",
    async run(broker, { published }) {
      broker.lostCopies = 0.3;
      await published(300);
    },
  },
  {
    name: "clients are cut off while copies are lost",
    async run(broker, { cutClients, published }) {
      broker.lostCopies = 0.3;
      for (let count = 0; count < 3; count++) {
        void cutClients();
        await published(100);
      }
    },
  },
  {
    name: "answers to publishes are lost",
    async run(broker, { published }) {
      broker.lostAnswers = 0.3;
      await published(300);
      broker.lostAnswers = 0;
    },
  },
  {
    name: "the broker comes back empty",
    deafens: 3,
    tells: ["epoch"],
    async run(broker, { pass }) {
      broker.leave();
      await pass(OUTAGE);
      await broker.lose();
      broker.comeBack();
    },
  },
  {
    name: "the broker comes back older, and does not say so",
    deafens: 3,
    tells: ["fork"],
    async run(broker, { away, pass, published }) {
      const { taken } = broker;
      await published(200);
      away();
      broker.leave();
      await pass(OUTAGE);
      await broker.restore(taken);
      broker.comeBack();
    },
  },
  {
    name: "the broker loses everything without going away",
    tells: ["epoch"],
    async run(broker) {
      await broker.lose();
    },
  },
];
