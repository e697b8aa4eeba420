// A program that streams a child which writes a lot through a hub, to a client that never reads.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Hub } from "@skep/hub";
import { WebSocket } from "ws";
import type { ProcessStreamJob } from "../process-stream-job.ts";
import { job, say } from "./say.ts";

const LINE = 250;

setFlagsFromString("--expose-gc");
const gc = runInNewContext("gc") as () => void;

/** Writes as fast as it is read, 250 lines at once. */
const WRITER = `
  const lines = Number(process.argv[1]);
  const text = (count) => ("x".repeat(${LINE - 1}) + "\\n").repeat(count);
  const most = text(250);
  let left = lines;
  const write = () => {
    while (left > 0) {
      const count = Math.min(left, 250);
      left -= count;
      if (!process.stdout.write(count === 250 ? most : text(count))) return process.stdout.once("drain", write);
    }
  };
  write();
`;

const { megabytes } = job<ProcessStreamJob>();
const lines = (megabytes * 1_000_000) / LINE;

const hub = new Hub({ namespaces: { process: { history: { messages: 1_000, age: 600_000 } } } });
const { url } = await hub.listen({ port: 0, host: "127.0.0.1" });
const client = await deafClient();

await hub.streamProcess(writer(lines / 10), "before");
const before = retained();
let most = before;
const looking = setInterval(() => (most = Math.max(most, retained())), 250);
const begin = performance.now();
const { exitCode } = await hub.streamProcess(writer(lines), "measured");
const seconds = (performance.now() - begin) / 1_000;
clearInterval(looking);
const grown = Math.max(most, retained()) - before;
// The offset of a channel in memory counts its publications.
const { offset: published } = await hub.publish("process:measured", "the end");
say({ result: { lines, published: published - 1, exitCode, seconds, grown } });
client.terminate();
await hub.close();

function writer(count: number): ChildProcess {
  return spawn(process.execPath, ["-e", WRITER, String(count)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
}

/** It has subscribed, and does not read what it is sent. */
async function deafClient(): Promise<WebSocket> {
  const socket = new WebSocket(url);
  await once(socket, "open");
  for (const id of ["before", "measured"])
    socket.send(JSON.stringify({ type: "subscribe", channel: `process:${id}` }));
  while (hub.stats().subscribers < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  socket.pause();
  return socket;
}

/** Bytes that are in use when garbage is collected: how much of that there is depends on how busy the machine is. */
function retained(): number {
  gc();
  const { arrayBuffers, heapUsed } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
