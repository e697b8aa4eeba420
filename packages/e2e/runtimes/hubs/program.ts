// The program for Node, Deno and Bun: hubs that are told over standard input what to do, one line of JSON for each call and each answer.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Hub, type HubClient, type HubOptions } from "@skep/hub";
import type { Answer, Call, StartOptions } from "./call.ts";

/** `listen`: servers of the hub's own. `serve`: those of Bun or Deno, which are given the hub. */
const [way = "listen"] = process.argv.slice(2);

interface Running {
  readonly hub: Hub;
  readonly told: string[];
  /** The addresses of its clients. */
  readonly clients: HubClient[];
  readonly stop: () => Promise<void>;
}

const running = new Map<number, Running>();

/** As far as they are needed here. */
interface Serving {
  readonly Bun?: {
    serve(options: object): { readonly port: number; stop(abrupt: boolean): Promise<void> };
  };
  readonly Deno?: {
    serve(
      options: object,
      fetch: Hub["fetch"],
    ): { readonly addr: { readonly port: number }; shutdown(): Promise<void> };
  };
}

async function start({ authenticate, ...options }: StartOptions): Promise<number> {
  const told: string[] = [];
  const clients: HubClient[] = [];
  const hub = new Hub({
    // Deno keeps the process of a link that was cut for half of this.
    heartbeatInterval: 5_000,
    pongTimeout: 10_000,
    ...options,
    ...(authenticate && {
      authenticate: judge(authenticate, { told, close: () => void hub.close() }),
    }),
  });
  await hub.ready;
  hub.addEventListener("connected", ({ client }) => {
    clients.push(client);
    told.push(`connected ${client.remoteAddress} ${client.userId ?? ""}`.trimEnd());
  });
  hub.addEventListener("disconnected", () => told.push("disconnected"));
  hub.addEventListener("error", ({ error }) => told.push(`error ${String(error)}`));
  const { port, stop } = await open(hub);
  running.set(port, { hub, told, clients, stop });
  return port;
}

async function open(hub: Hub): Promise<{ port: number; stop: () => Promise<void> }> {
  const { Bun, Deno } = globalThis as Serving;
  const place = { port: 0, hostname: "127.0.0.1" };
  if (way === "serve" && Bun !== undefined) {
    const server = Bun.serve({ ...place, fetch: hub.fetch, websocket: hub.websocket });
    return { port: server.port, stop: () => server.stop(true) };
  }
  if (way === "serve" && Deno !== undefined) {
    const server = Deno.serve({ ...place, onListen: () => {} }, hub.fetch);
    return { port: server.addr.port, stop: () => server.shutdown() };
  }
  const { port } = await hub.listen({ port: 0, host: "127.0.0.1" });
  return { port, stop: async () => {} };
}

function judge(
  how: NonNullable<StartOptions["authenticate"]>,
  { told, close }: { readonly told: string[]; readonly close: () => void },
): NonNullable<HubOptions["authenticate"]> {
  if (how === "secret") return ({ token }) => (token === "secret" ? { userId: "ann" } : undefined);
  if (how === "closes")
    return ({ token }) => {
      let later = Promise.resolve();
      for (let at = 0; at < Number(token); at++) later = later.then(() => {});
      void later.then(close);
      return { userId: "ann" };
    };
  return (_request, { signal }) =>
    new Promise((_, reject) => {
      told.push("asked");
      signal.addEventListener("abort", () => {
        told.push("no longer asked");
        reject(new Error("nobody waits"));
      });
    });
}

async function perform({ call, port = 0, args = [] }: Call): Promise<unknown> {
  const [first, second, third] = args;
  if (call === "start") return start(first as StartOptions);
  if (call === "end") return end();
  const { hub, told, clients, stop } = running.get(port) as Running;
  switch (call) {
    case "publish":
      for (let at = 0; at < ((third as number | undefined) ?? 1); at++)
        await hub.publish(first as string, second);
      return undefined;
    case "broadcast":
      return hub.sendEvent(first as string, second);
    case "disconnect":
      return clients.at(-1)?.disconnect(first as number, second as string);
    case "drain":
      return hub.drain({ over: first as number });
    case "close":
      return Promise.all([hub.close(), stop()]).then(() => undefined);
    case "attach":
      return attach(hub);
    case "told":
      return told;
    case "stats":
      return hub.stats();
    default:
      throw new Error(`A hub cannot ${String(call)}.`);
  }
}

/** Gives the port of a server of Node's kind, which the hub was attached to at a path; or what was thrown. */
async function attach(hub: Hub): Promise<number | string> {
  const server = createServer();
  try {
    hub.attach(server, { path: "/hub" });
  } catch (error) {
    return String(error);
  }
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  server.unref();
  return (server.address() as AddressInfo).port;
}

/** Nothing is open afterwards, so that the process ends by itself with its standard input. */
async function end(): Promise<void> {
  await Promise.all(
    [...running.values()].map(({ hub, stop }) => Promise.all([hub.close(), stop()])),
  );
}

function answer(answer: Answer): void {
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

let line = "";
process.stdin.setEncoding("utf8");
process.stdin.on("data", (chunk: string) => {
  const lines = (line + chunk).split("\n");
  line = lines.pop() ?? "";
  for (const call of lines.map((each) => JSON.parse(each) as Call))
    perform(call).then(
      (value) => answer({ id: call.id, value }),
      (error: unknown) => answer({ id: call.id, error: String(error) }),
    );
});
