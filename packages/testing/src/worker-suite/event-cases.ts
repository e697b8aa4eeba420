// What a worker tells of its dials and links, and that nobody else's errors are its own.

import type { PeerOptions, ProviderContext } from "@skep/core";
import { check, equal } from "./assert.ts";
import type { WorkerCase } from "./stage.ts";
import type { Told } from "./watched-worker.ts";

export const eventCases: readonly WorkerCase[] = [
  {
    name: "is connected, and says so in its state",
    async run(stage) {
      await stage.connect();
      const { state } = stage.worker.stats();
      equal(state, "connected", "the state");
    },
  },
  {
    name: "has a state before it is started and after its end",
    async run(stage) {
      stage.start((worker) => void worker.stats());
      await stage.told("connected");
      stage.worker.stop();
      await stage.settled();
      check(stage.worker.stats().state !== "connected", "the state was connected after its end");
    },
  },
  {
    name: "tells disconnected before it settles",
    async run(stage) {
      await stage.connect();
      stage.worker.stop();
      await stage.settled();
      equal(stage.watched.told.at(-1)?.type, "disconnected", "the last that was told");
    },
  },
  {
    name: "comes back after its link was lost, with a new dial number each time",
    needs: ["loses"],
    async run(stage) {
      await stage.connect();
      for (let count = 1; count <= 3; count += 1) {
        await stage.lose();
        await stage.told("disconnected", count);
        await stage.told("connected", count + 1);
      }
      const links = stage.watched.told.filter(({ type }) => type !== "dialfailed");
      equal(links.map(typeOf), TURNS, "what was told");
    },
  },
  {
    name: "tells every dial that failed, and dials again",
    needs: ["dials"],
    async run(stage) {
      stage.answer("refuse");
      stage.start();
      await stage.told("dialfailed", 2);
      stage.answer("accept");
      await stage.told("connected");
      const attempts = stage.watched.told.map(({ attempt }) => attempt);
      check(
        attempts[0] === 1 && attempts[1] === 2,
        `the first attempts had the numbers ${attempts.slice(0, 2).join(" and ")}`,
      );
    },
  },
  {
    name: "goes on when listeners throw",
    needs: ["loses"],
    async run(stage) {
      const fail = (): void => {
        throw new Error("a listener of the application");
      };
      stage.on("connected", fail);
      stage.on("disconnected", fail);
      await stage.connect();
      await stage.lose();
      await stage.told("connected", 2);
    },
  },
  {
    name: "takes a provider that throws for a failed dial",
    needs: ["providers"],
    async run(stage) {
      const { id = "provided", url, ...target } = stage.peer.target;
      let asked = 0;
      const provide = (context: ProviderContext): unknown => {
        asked += 1;
        if (asked === 1) throw new Error("a provider of the application");
        return typeof url === "function" ? url(context) : url;
      };
      stage.start(undefined, { ...target, id, url: provide as PeerOptions["url"] });
      equal((await stage.told("dialfailed")).attempt, 1, "the attempt");
      await stage.told("connected");
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
