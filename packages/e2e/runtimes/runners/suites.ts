// The exported suites, registered with whatever runner there is; over memory, so that every runner can.
import { DefaultWorker } from "@skep/core/worker";
import { faults, MemoryTransport, testTransport, testWorker } from "@skep/testing";
import { MemoryServer } from "../../../core/test/testing/support/memory-server.ts";
import { MemoryPeer } from "../../../testing/test/worker-suite/support/memory-peer.ts";

export function registerSuites(test: (name: string, run: () => Promise<void>) => unknown): void {
  let server = new MemoryServer();
  testTransport({
    name: "memory under faults",
    test,
    transport: () => faults(new MemoryTransport({ onDial: server.welcome })),
    server: async () => (server = new MemoryServer()),
    capabilities: {
      ping: true,
      pause: true,
      unref: true,
      bufferedAmount: true,
      heard: true,
      terminate: true,
      releases: true,
      violations: true,
      closing: true,
      progress: true,
      answerHeaders: true,
      blobs: false,
      hostile: true,
    },
  });
  testWorker({
    name: "DefaultWorker",
    test,
    worker: () => new DefaultWorker(),
    peer: () => new MemoryPeer(),
    capabilities: {
      dials: true,
      loses: true,
      delivers: true,
      receives: true,
      pauses: true,
      providers: true,
      trySend: true,
      redial: true,
    },
  });
}
