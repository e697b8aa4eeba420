// Hubs over a real nats-server to which something is done: nobody misses anything in silence.
import { NatsBroker } from "../support/engines/nats-broker.ts";
import { natsFaults } from "../support/engines/nats-faults.ts";
import { testFaults } from "../support/engines/test-faults.ts";
import { describeServer } from "../support/packages.ts";

describeServer("hubs over nats-server miss nothing in silence where", ["nats-server"], () => {
  testFaults("NATS", natsFaults, () => NatsBroker.start());
});
