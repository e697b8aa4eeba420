// A program with several copies of `@skep/core`: its own under another name, and that of `skep` and its transports.
import * as core from "another-core";
import { systemClock } from "another-core/base";
import { faults, Recorder } from "@skep/testing";
import * as skep from "skep";
import { defaultTransport } from "skep/transport";

const url = process.argv[2];
console.log(core.Pool === Object.getPrototypeOf(skep.Pool) ? "one copy" : "two copies");

// What one copy throws, `instanceof` of the other knows.
console.log(thrownBy(() => new skep.Pool({ keepaliveTimeout: -1 })) instanceof core.ConfigError);
console.log(thrownBy(() => new core.Pool({})) instanceof skep.ConfigError);
console.log(new core.PoolClosedError() instanceof skep.SkepError);
console.log(new core.PoolClosedError() instanceof skep.ConfigError);

// A pool of one copy takes the transport, the clock and the faults of others. An inbox has to be of the pool's own copy.
const transport = faults(defaultTransport(), [{ cut: { after: { received: 2 } } }]);
const pool = new core.Pool({ transport, clock: systemClock() });
console.log(thrownBy(() => pool.connect(url, { inbox: new skep.Inbox() })).path);
const recorder = new Recorder(pool, { inbox: false });
pool.connect({ id: "feed", url, onOpen: (link) => link.send("an echo") });
let heard = 0;
for await (const { data } of pool.inbox) {
  console.log(data);
  if (++heard === 4) await pool.close();
}
console.log(recorder.types("feed").join(" "));

function thrownBy(act) {
  try {
    return act();
  } catch (error) {
    return error;
  }
}
