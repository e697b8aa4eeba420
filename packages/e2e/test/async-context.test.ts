// Two tenants of one process share a pool, each in its own AsyncLocalStorage context.

import { AsyncLocalStorage } from "node:async_hooks";
import { expect } from "vitest";
import { nodeTransport } from "@skep/transport-node";
import { Pool } from "skep";
import { eventually, test } from "./support/stage.ts";

const TENANTS = ["A", "B"];

test("what a tenant registered runs in the tenant's context on every dial, over ws", async ({
  stage,
}) => {
  const { server, url } = await stage.echo();
  const tenant = new AsyncLocalStorage<string>();
  const seen = new Map<string, Set<string | undefined>>();
  const see = (what: string): void => {
    seen.set(what, (seen.get(what) ?? new Set()).add(tenant.getStore()));
  };
  const pool = new Pool({ retry: { initialDelay: 100, minDelay: 50 } });
  stage.ending(() => pool.close({ timeout: 0 }));
  let urls = 0;
  const peers = TENANTS.map((name) =>
    tenant.run(name, () => {
      pool.addEventListener("connected", () => see(`listener of ${name}`));
      void hear(name);
      return pool.connect({
        id: name,
        url: () => {
          urls++;
          see(`url of ${name}`);
          return url.replace("127.0.0.1", "localhost");
        },
        transport: nodeTransport({
          lookup: (host, options, done) => {
            see(`lookup of ${name}`);
            done(null, [{ address: "127.0.0.1", family: 4 }]);
          },
        }),
        onOpen: async (link) => {
          see(`onOpen of ${name}`);
          await link.send("hello");
          see(`onOpen of ${name}, later`);
        },
        ready: () => {
          see(`ready of ${name}`);
          return true;
        },
      });
    }),
  );

  tenant.run("reader", () => void read());

  async function read(): Promise<void> {
    for await (const { data } of pool.inbox) see(`${String(data)} read`);
  }

  async function hear(name: string): Promise<void> {
    for await (const event of pool.events) if (event.type === "connected") see(`events of ${name}`);
  }

  for (let round = 1; round <= 3; round++) {
    await eventually(() => urls === 2 * round && peers.every(({ state }) => state === "connected"));
    for (const client of server.clients) client.terminate();
    await eventually(() => peers.every(({ state }) => state !== "connected"));
  }

  const found = Object.fromEntries([...seen].map(([what, tenants]) => [what, [...tenants]]));
  const whats = ["listener", "events", "lookup", "url", "onOpen", "ready"].flatMap((what) =>
    TENANTS.map((name) => [`${what} of ${name}`, [name]] as const),
  );
  expect(found).toMatchObject(Object.fromEntries(whats));
  expect(found).toMatchObject({ "hello read": ["reader"] });
  expect(found).toMatchObject({ "onOpen of A, later": ["A"], "onOpen of B, later": ["B"] });
});
