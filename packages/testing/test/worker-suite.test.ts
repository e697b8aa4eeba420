// Workers that keep their promises: the default one in memory and over real sockets, and one without a network.
import { RawServer } from "@skep/conformance";
import { DefaultWorker } from "@skep/core/worker";
import { type DialFaults, testWorker } from "@skep/testing";
import { test } from "vitest";
import { Echo } from "./worker-suite/support/echo.ts";
import { MemoryPeer } from "./worker-suite/support/memory-peer.ts";
import { WirePeer } from "./worker-suite/support/wire-peer.ts";

const ALL = {
  dials: true,
  loses: true,
  delivers: true,
  receives: true,
  pauses: true,
  providers: true,
  trySend: true,
  redial: true,
};

testWorker({
  name: "DefaultWorker in memory",
  test,
  worker: () => new DefaultWorker(),
  peer: () => new MemoryPeer(),
  capabilities: ALL,
});

testWorker({
  name: "DefaultWorker over ws",
  test,
  worker: () => new DefaultWorker(),
  peer: async () => new WirePeer(await RawServer.start()),
  capabilities: ALL,
});

// Whatever the platform does, the default worker keeps its promises.
const PLATFORMS: Readonly<Record<string, DialFaults>> = {
  "that tells closed inside of close": { ending: { told: "inside" } },
  "that tells closed twice": { ending: { told: "twice" } },
  "that tells closed never": { ending: { told: "never" } },
  "that tells closed late": { ending: { after: 30_000, error: new Error("EPIPE") } },
  "with a long way to the peer": { latency: 30, answer: { kind: "accept", after: 10 } },
};

for (const [name, script] of Object.entries(PLATFORMS))
  testWorker({
    name: `DefaultWorker on a platform ${name}`,
    test,
    worker: () => new DefaultWorker(),
    peer: () => new MemoryPeer(script),
    capabilities: ALL,
  });

testWorker({
  name: "DefaultWorker on a platform that reads on while paused",
  test,
  worker: () => new DefaultWorker(),
  peer: () => new MemoryPeer({ pause: "ignored" }),
  capabilities: ALL,
  exceptions: { "stops reading when the inbox says pause, and says so": "the platform reads on" },
});

let echo = new Echo();
testWorker({
  name: "Echo",
  test,
  worker: () => (echo = new Echo()),
  peer: () => ({
    target: { id: "echo", url: "wss://nowhere.example" },
    deliver: (data) => echo.send(data as string),
  }),
  capabilities: {
    dials: false,
    loses: false,
    delivers: true,
    receives: false,
    pauses: false,
    providers: false,
    trySend: false,
    redial: false,
  },
  exceptions: { "tells disconnected before it settles": "the pool tells it" },
});
