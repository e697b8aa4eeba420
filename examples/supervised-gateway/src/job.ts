// A process of the tree: one kind publishes a price each 100 ms, the other counts those that come. Both go on where the hub was away.

import { setTimeout as sleep } from "node:timers/promises";
import { ChannelClient } from "@skep/channels";

const CHANNEL = "prices:honey";
const [, , kind, url = ""] = process.argv;
const { LIFECYCLE_PREV_EXIT: previous } = process.env;
console.log(previous === undefined ? "begins" : `begins again after ${previous}`);

const client = new ChannelClient({ url });
if (kind === "publisher") await publish();
else await count();

async function publish(): Promise<void> {
  for (let price = 100; ; price += Math.round(Math.random() * 2 - 1)) {
    // A price that may be lost is not published again: the next one is newer.
    await client.publish(CHANNEL, { price }).catch((error: unknown) => console.log(String(error)));
    await sleep(100);
  }
}

async function count(): Promise<void> {
  let counted = 0;
  for await (const item of client.subscribe(CHANNEL)) {
    if (item.type === "gap") console.log("a gap");
    else if (++counted % 50 === 0) console.log(`${counted} prices`);
  }
}
