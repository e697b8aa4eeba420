// Names to addresses: the file of hosts, the search list, and a name server that answers.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { addressesOf } from "../../src/node/host-addresses.ts";
import { addressesIn } from "../../src/node/hosts-file.ts";
import { namesToAsk } from "../../src/node/search-list.ts";
import { askByTcp } from "../../src/node/tcp-probe.ts";
import { nameServer } from "../support/dns-server.ts";
import { tcp } from "../support/servers.ts";

const HOSTS = `
127.0.0.1\tlocalhost
# 192.0.2.1 db
192.0.2.7   db.example DB  # the new one
2001:db8::7 db
not-an-address db
192.0.2.9 other-db db-other
`;

/** Files of a machine, and its name server. */
async function machine(given: {
  readonly hosts?: string;
  readonly resolvConf?: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly hangs?: boolean;
}) {
  const folder = await mkdtemp(join(tmpdir(), "skep-names-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const sources = { hosts: join(folder, "hosts"), resolvConf: join(folder, "resolv.conf") };
  await writeFile(sources.hosts, given.hosts ?? "");
  await writeFile(sources.resolvConf, given.resolvConf ?? "");
  const { asked, server } = await nameServer(given.names ?? {}, given.hangs);
  return { asked, sources: { ...sources, servers: [server] } };
}

const soon = (): AbortSignal => AbortSignal.timeout(15_000);

test("the file of hosts gives all addresses of a name, without regard to case, and of no other name", () => {
  expect(addressesIn(HOSTS, "db")).toEqual(["192.0.2.7", "2001:db8::7"]);
  expect(addressesIn(HOSTS, "Db.Example")).toEqual(["192.0.2.7"]);
  expect(addressesIn(HOSTS, "other")).toEqual([]);
});

test.each([
  [
    "redis",
    "search shop.svc.cluster.local svc.cluster.local\noptions timeout:1 ndots:5",
    ["redis.shop.svc.cluster.local", "redis.svc.cluster.local", "redis"],
  ],
  ["db.example", "search lan.", ["db.example", "db.example.lan"]],
  ["db", "domain lan # comment", ["db.lan", "db"]],
  ["db", "search a\nsearch b c", ["db.b", "db.c", "db"]],
  ["db.", "search lan", ["db"]],
  ["a.b.c", "search lan\noptions ndots:999999999999", ["a.b.c.lan", "a.b.c"]],
  ["db", "", ["db"]],
])("the name %s with the search list %j is asked for in this order", (host, text, names) => {
  expect(namesToAsk(host, text)).toEqual(names);
});

test("a name in the file of hosts asks nobody", async () => {
  const { asked, sources } = await machine({ hosts: HOSTS });
  expect(await addressesOf("db", soon(), sources)).toEqual(["192.0.2.7", "2001:db8::7"]);
  expect(asked()).toBe(0);
});

test("a short name of a cluster is found by the search list", async () => {
  const { sources } = await machine({
    resolvConf: "search shop.svc.cluster.local svc.cluster.local\noptions ndots:5\n",
    names: { "redis.svc.cluster.local": "192.0.2.8" },
  });
  expect(await addressesOf("redis", soon(), sources)).toEqual(["192.0.2.8"]);
});

test("a name that nobody knows is a failure that says so, and files that cannot be read are empty", async () => {
  const { sources } = await machine({});
  const without = { ...sources, hosts: join(sources.hosts, "none"), resolvConf: "" };
  await expect(addressesOf("db.example", soon(), without)).rejects.toMatchObject({
    message: "The name db.example has no address.",
    cause: { code: "ENOTFOUND" },
  });
});

test("the search ends when the signal aborts, however many names are left", async () => {
  const { sources } = await machine({ resolvConf: "search a b c d", hangs: true });
  await expect(addressesOf("db", AbortSignal.timeout(200), sources)).rejects.toMatchObject({
    name: "TimeoutError",
  });
});

test("a probe by TCP tries one address of a name after the other", async () => {
  const { port } = await tcp((socket) => void socket.end("+PONG\r\n"));
  const { sources } = await machine({ hosts: "::1 db\n127.0.0.1 db\n" });
  const context = { signal: soon() };
  await askByTcp({ host: "db", port, expect: "+PONG" }, context, sources);
  await expect(askByTcp({ host: "db", port: 1 }, context, sources)).rejects.toThrow(/::1/);
});
