// A broker in a scratch folder on a free port, without anything on the disk but what JetStream keeps. Ends with its parent.
//
//   node broker.mjs redis

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";

const [, , name] = process.argv;
const folder = mkdtempSync(join(tmpdir(), "skep-broker-"));

const free = createServer().listen(0, "127.0.0.1");
await once(free, "listening");
const { port } = free.address();
free.close();

const commands = {
  redis: ["redis-server", "--bind", "127.0.0.1", "--port", port, "--dir", folder, "--save", ""],
  nats: ["nats-server", "-a", "127.0.0.1", "-p", port, "-js", "-sd", folder],
};
const [command, ...args] = commands[name].map(String);
const broker = spawn(command, args, { stdio: "ignore" });
broker.on("error", (error) => {
  throw error;
});

const end = () => {
  broker.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
  process.exit();
};
process.on("disconnect", end);
process.on("SIGTERM", end);

async function isThere() {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

while (!(await isThere())) await sleep(20);
process.send(port);
