// Reads messages through one library and says what they cost.
//
//   <engine> reader.mjs '{"client": "ws", "url": "ws://…", "kind": "binary", "messages": 600000, "warmUp": 200000}'

import process from "node:process";
import { Meter } from "./meter.mjs";

const { client, url, kind, ...amounts } = JSON.parse(process.argv[2]);
const { open } = await import(`./${client}.mjs`);

const meter = new Meter(amounts, (figures) => {
  console.log(JSON.stringify(figures));
  process.exit();
});
await open({ url, kind, count: (messages) => meter.count(messages) });
