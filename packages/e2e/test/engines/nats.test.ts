// The engine over NATS keeps the laws of engines, on a real server that is killed, set back and emptied.
import { testEngine } from "@skep/testing";
import { afterAll, beforeAll, test } from "vitest";
import { NatsServer } from "../support/engines/nats-server.ts";
import { NatsSubject } from "../support/engines/nats-subject.ts";
import { describeServer } from "../support/packages.ts";

describeServer("nats-server", ["nats-server"], () => {
  let server: NatsServer;

  beforeAll(async () => {
    server = await NatsServer.start();
  });

  afterAll(() => server.end());

  testEngine({
    name: "an engine over NATS",
    test,
    engine: () => NatsSubject.make(server),
    capabilities: { loses: true, restores: true, cuts: true, stalls: true, time: true },
    timeout: 15_000,
  });
});
