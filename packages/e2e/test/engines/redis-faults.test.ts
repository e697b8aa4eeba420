// Hubs over a real Redis that is killed, stopped, flushed, set back and cut off: nothing is missed in silence, and nothing comes twice.
import { RedisBroker } from "../support/engines/redis-broker.ts";
import { redisFaults } from "../support/engines/redis-faults.ts";
import { testFaults } from "../support/engines/test-faults.ts";
import { describeServer } from "../support/packages.ts";

describeServer("hubs over redis-server miss nothing in silence where", ["redis-server"], () => {
  testFaults("Redis", redisFaults, () => RedisBroker.start());

  // By the time of what was seen last.
  const older = redisFaults.filter(({ name }) => name.includes("older"));
  testFaults(
    "Redis, trusted",
    older.map((fault) => ({ ...fault, tells: ["fork"] as const })),
    () => RedisBroker.start({ trustPersistence: true }),
  );
});
