// A fault run with socket.io: the fault is done here to its Redis, and its servers and clients are a process of their own.

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { FaultReport } from "./fault-report.ts";
import type { Fault } from "./fault-run.ts";
import type { RedisBroker } from "./redis-broker.ts";

const SERVERS = 3;
/** Messages before the fault and behind it, of all channels. */
const MESSAGES = 300;

export interface SocketIoReport extends Pick<
  FaultReport,
  "published" | "delivered" | "lost" | "doubled" | "disordered"
> {
  /** Promises that it has left rejected, each of which ends a program that does not look. */
  readonly unhandled: number;
}

type Told =
  | { readonly published: number; readonly report?: undefined }
  | { readonly report: SocketIoReport; readonly published?: undefined };

/** `program` is the bundle of `programs/socket-io.ts`. */
export async function runSocketIo(
  program: string,
  broker: RedisBroker,
  fault: Fault<RedisBroker>,
): Promise<SocketIoReport> {
  const ports: string[] = [];
  while (ports.length < SERVERS) ports.push(`${await broker.newWay()}`);
  const child = fork(program, ports);
  try {
    return await play(child, broker, fault);
  } finally {
    child.kill("SIGKILL");
  }
}

async function play(
  child: ChildProcess,
  broker: RedisBroker,
  fault: Fault<RedisBroker>,
): Promise<SocketIoReport> {
  const told = { published: 0 };
  const ended = new Promise<SocketIoReport>((resolve, reject) => {
    child.on("message", ({ published, report }: Told) => {
      if (report === undefined) told.published = published;
      else resolve(report);
    });
    child.once("exit", (code) => reject(new Error(`socket.io has ended with ${code}.`)));
  });
  const reach = async (count: number): Promise<void> => {
    const goal = told.published + count;
    while (told.published < goal) await Promise.race([once(child, "message"), ended]);
  };
  await reach(MESSAGES);
  await fault.run(broker, {
    hubs: [],
    away: () => {},
    back: () => {},
    pass: (milliseconds) => sleep(milliseconds),
    published: reach,
    // Its servers do not say that they are deaf.
    deaf: async () => {},
    cutClients: async () => void child.send("cut"),
  });
  await reach(MESSAGES);
  child.send("end");
  return ended;
}
