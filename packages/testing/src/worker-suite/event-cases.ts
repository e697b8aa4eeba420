// What a worker tells of its dials and links, and that nobody else's errors are its own.

import type { PeerOptions, ProviderContext } from "@skep/core";
import { check, equal } from "./assert.ts";
import type { WorkerCase } from "./scene.ts";
import type { Told } from "./watched-worker.ts";

export const eventCases: readonly WorkerCase[] = [
  {
    name: "is connected, and says so in its state",
    async run(scene) {
      await scene.connect();
      const { state } = scene.worker.stats();
      equal(state, "connected", "the state");
    },
  },
  {
    name: "has a state before it is started and after its end",
    async run(scene) {
      scene.start((worker) => void worker.stats());
      await scene.told("connected");
      scene.worker.stop();
      await scene.settled();
      check(scene.worker.stats().state !== "connected", "the state was connected after its end");
    },
  },
  {
    name: "tells disconnected before it settles",
    async run(scene) {
      await scene.connect();
      scene.worker.stop();
      await scene.settled();
      equal(scene.watched.told.at(-1)?.type, "disconnected", "the last that was told");
    },
  },
  {
    name: "comes back after its link was lost, with a new dial number each time",
    needs: ["loses"],
    async run(scene) {
      await scene.connect();
      for (let count = 1; count <= 3; count += 1) {
        await scene.lose();
        await scene.told("disconnected", count);
        await scene.told("connected", count + 1);
      }
      const links = scene.watched.told.filter(({ type }) => type !== "dialfailed");
      equal(links.map(typeOf), TURNS, "what was told");
    },
  },
  {
    name: "tells every dial that failed, and dials again",
    needs: ["dials"],
    async run(scene) {
      scene.answer("refuse");
      scene.start();
      await scene.told("dialfailed", 2);
      scene.answer("accept");
      await scene.told("connected");
      const attempts = scene.watched.told.map(({ attempt }) => attempt);
      check(
        attempts[0] === 1 && attempts[1] === 2,
        `the first attempts had the numbers ${attempts.slice(0, 2).join(" and ")}`,
      );
    },
  },
  {
    name: "goes on when listeners throw",
    needs: ["loses"],
    async run(scene) {
      const fail = (): void => {
        throw new Error("a listener of the application");
      };
      scene.on("connected", fail);
      scene.on("disconnected", fail);
      await scene.connect();
      await scene.lose();
      await scene.told("connected", 2);
    },
  },
  {
    name: "takes a provider that throws for a failed dial",
    needs: ["providers"],
    async run(scene) {
      const { id = "provided", url, ...target } = scene.peer.target;
      let asked = 0;
      const provide = (context: ProviderContext): unknown => {
        asked += 1;
        if (asked === 1) throw new Error("a provider of the application");
        return typeof url === "function" ? url(context) : url;
      };
      scene.start(undefined, { ...target, id, url: provide as PeerOptions["url"] });
      equal((await scene.told("dialfailed")).attempt, 1, "the attempt");
      await scene.told("connected");
    },
  },
];

const TURNS: readonly Told["type"][] = [
  "connected",
  ...Array.from({ length: 3 }, () => ["disconnected", "connected"] as const).flat(),
];

function typeOf({ type }: Told): Told["type"] {
  return type;
}
