import { ChannelClient } from "@skep/channels";
import { decodeFromHub, step, initial } from "@skep/protocol";
import { MemoryTransport, ManualClock } from "@skep/core/testing";
const transport = new MemoryTransport({ autoAccept: true, autoPong: true });
const clock = new ManualClock();
const client = new ChannelClient({ url: "ws://x/", transport, clock });
await clock.run();
const say = (o) => transport.latest.message(JSON.stringify(o));
say({ type: "welcome", re: 1, v: 1 }); await clock.run();
const room = client.subscribe("room:1", { capacity: 1e6 });
say({ type: "ack", re: 2, e: "k", o: 0 }); await clock.run();
const N = 200_000; let o = 0;
const frames = (n) => Array.from({ length: n }, () => JSON.stringify({ type: "event", channel: "room:1", data: { text: "x".repeat(60) }, timestamp: 1772357400500, o: ++o }));
const it = room[Symbol.asyncIterator]();
for (let round = 0; round < 12; round++) {
  const fs = frames(N);
  let t = process.hrtime.bigint();
  for (let i = 0; i < N; i += 50) { for (let j = 0; j < 50; j++) transport.latest.message(fs[i + j]); await null; await null; await null; await null;}
  await clock.settle();
  const t1 = process.hrtime.bigint();
  for (let i = 0; i < N; i++) await it.next();
  const t2 = process.hrtime.bigint();
  let s = initial(); s = step(s, { type: "up", version: 1 }).state; s = step(s, { type: "acked", serial: 1, position: { epoch: "k", offset: 0 } }).state;
  const t3 = process.hrtime.bigint(); const ms = fs.map((f) => decodeFromHub(f)[0]); const t4 = process.hrtime.bigint();
  fs.map((f) => JSON.parse(f)); const t5 = process.hrtime.bigint();
  let k = 0; for (const m of ms) { m.offset = ++k; const r = step(s, { type: "published", publication: m }); s = r.state; }
  const t6 = process.hrtime.bigint();
  const ns = (a, b) => Math.round(Number(b - a) / N);
  console.log("in", ns(t, t1), "read", ns(t1, t2), "decode", ns(t3, t4), "JSON.parse", ns(t4, t5), "step", ns(t5, t6));
}
process.exit(0);
