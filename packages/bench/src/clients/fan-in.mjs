// Reads messages of many peers and says what they cost, from when all are open.

import process from "node:process";
import { crowds } from "./crowds.mjs";
import { Meter } from "./meter.mjs";

const { client, url, peers, messages, warmUp } = JSON.parse(process.argv[2]);
const meter = new Meter({ messages, warmUp }, (figures) => {
  console.log(JSON.stringify(figures));
  process.exit();
});
await crowds[client]({
  urls: Array(peers).fill(`${url}/?crowd=${process.pid}&peers=${peers}&size=64`),
  opened() {},
  count: (seen) => meter.count(seen),
  kept: [],
});
