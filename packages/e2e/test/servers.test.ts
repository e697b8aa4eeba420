// Servers in many languages that others wrote: one suite over all of them, and where they differ.
import { createHash } from "node:crypto";
import type { PartialSessionOptions } from "skep";
import { afterAll, beforeAll, expect } from "vitest";
import { Foreign, temporary } from "./support/foreign.ts";
import { describeServer } from "./support/packages.ts";
import { type Ability, type Manner, type Stack, stacks, USUAL } from "./support/stacks.ts";
import { freePort, Stage, test } from "./support/stage.ts";
import type { Watched } from "./support/watched.ts";

const LIMIT = 1 << 21;
const MEBIBYTE = 1 << 20;

interface End {
  readonly closed: string;
  readonly code: number;
  readonly reason: string;
}

type Story = (given: { readonly stage: Stage }) => Promise<void>;

async function start(stage: Stage, { runner }: Stack): Promise<Foreign> {
  const command = runner(await temporary(stage));
  const port = await freePort();
  return Foreign.run(stage, port, [...command, `${port}`]);
}

/** How the connection of that path ended, as the server saw it. */
async function endOf(server: Foreign, path: string): Promise<End> {
  const [line] = await server.child.line(new RegExp(`^\\{"closed": ?"${path}".*\\}$`));
  return JSON.parse(line) as End;
}

/** What that server does in this regard. */
function mannerOf<K extends keyof Manner>({ differs }: Stack, name: K): Manner[K] {
  return differs?.[name]?.is ?? USUAL[name];
}

/** All that makes a message; to compare a mebibyte byte by byte takes seconds. */
const digest = (data: string | Uint8Array) => ({
  type: typeof data,
  size: data.length,
  hash: createHash("sha1").update(data).digest("hex"),
});

for (const stack of stacks) describeServer(stack.name, stack.packages, () => suite(stack));

function suite(stack: Stack): void {
  const shared = new Stage();
  let server: Foreign;
  beforeAll(async () => {
    server = await start(shared, stack);
  });
  afterAll(() => shared.end());

  /** A connected pool of one peer, on a path of the shared server. */
  const visit = async (stage: Stage, path: string): Promise<Watched> => {
    const watched = stage.pool({ readLimit: MEBIBYTE, pingInterval: 0 });
    await watched.pool.connect({ id: "a", url: server.url + path }).whenConnected();
    return watched;
  };
  // What a stack cannot do, and why, is in docs/servers.md.
  const able = (ability: Ability, title: string, story: Story): void => {
    if (stack.cannot?.[ability] === undefined) test.concurrent(title, story);
  };

  test.concurrent("opens without a subprotocol", async ({ stage }) => {
    const watched = await visit(stage, "/plain");
    expect(watched.of("connected")).toMatchObject([{ protocol: "" }]);
  });

  able("subprotocol", "chooses the subprotocol that it knows", async ({ stage }) => {
    const watched = stage.pool();
    const url = `${server.url}/chosen`;
    watched.pool.connect({ id: "some", url, protocols: ["buzz", "echo.v1"] });
    expect(await watched.first("some")).toMatchObject(mannerOf(stack, "knownProtocol"));
    watched.pool.connect({ id: "other", url: `${url}/not`, protocols: "buzz" });
    expect(await watched.first("other")).toMatchObject(mannerOf(stack, "unknownProtocol"));
  });

  test.concurrent("echoes text and bytes of all sizes, in order", async ({ stage }) => {
    const watched = await visit(stage, "/echo");
    const all = [
      ...["bzz, schöne Grüße, 🐝", "", "x".repeat(65_536), "y".repeat(MEBIBYTE)],
      ...[Uint8Array.of(0, 1, 254, 255), new Uint8Array(0)],
      ...[new Uint8Array(65_536).fill(7), new Uint8Array(MEBIBYTE).fill(8)],
    ];
    for (const data of all) await watched.pool.send("a", data);
    for (const data of all) expect(digest(await watched.read())).toEqual(digest(data));
  });

  able("fragments", "sends messages in fragments, which arrive whole", async ({ stage }) => {
    const watched = await visit(stage, "/fragments");
    expect(await watched.read()).toBe("fragments");
    expect(digest(await watched.read())).toEqual(digest(Uint8Array.of(0, 1, 2, 3)));
  });

  able("ping", "pings, which is answered and taken for a heartbeat", async ({ stage }) => {
    const watched = await visit(stage, "/ping");
    expect(await watched.read()).toBe("pong");
    // The ping itself, and the message that our answer brought.
    expect(watched.pool.peerStats("a").heartbeats).toBe(2);
  });

  for (const code of mannerOf(stack, "codes"))
    test.concurrent(`closes with ${code} and a reason, and is dialled again`, async ({ stage }) => {
      const watched = await visit(stage, `/close/${code}/enough`);
      await watched.pool.send("a", "go");
      const told = await watched.until("disconnected");
      expect(told).toMatchObject({ code, reason: "enough", retryIn: expect.closeTo(50, -1) });
      await watched.until("connected", "a", 2);
    });

  test.concurrent("hears our goodbye: 1000 of remove", async ({ stage }) => {
    const { pool } = await visit(stage, "/removed");
    await pool.remove("a");
    expect(await endOf(server, "/removed")).toMatchObject({ code: 1000, reason: "" });
  });

  test.concurrent("hears our goodbye: code and reason of close", async ({ stage }) => {
    const { pool } = await visit(stage, "/closed");
    await pool.close({ code: 4001, reason: "the summer is over" });
    const end = { code: 4001, reason: "the summer is over" };
    expect(await endOf(server, "/closed")).toMatchObject(end);
  });

  test.concurrent("sends what is larger than readLimit, which ends the link", async ({ stage }) => {
    const path = `/large/${MEBIBYTE + 1}`;
    const watched = await visit(stage, path);
    expect(await watched.until("disconnected")).toMatchObject({
      cause: { code: "ERR_READ_LIMIT", kind: "readLimit", phase: "live" },
    });
    // A reset may overtake our goodbye, as we read no further.
    const { code } = await endOf(server, path);
    expect([1009, mannerOf(stack, "lost")]).toContain(code);
  });

  able("limit", "refuses what is too large for it", async ({ stage }) => {
    const watched = await visit(stage, "/limited");
    await watched.pool.send("a", new Uint8Array(LIMIT + 1));
    const { cause, code } = await watched.until("disconnected");
    expect(cause).toMatchObject({ phase: "live" });
    const { code: wanted } = mannerOf(stack, "tooLarge");
    // What it leaves unread makes its kernel reset the link (RFC 1122 4.2.2.13), which may overtake its goodbye.
    expect([wanted, undefined]).toContain(code);
  });

  test.concurrent("is lost on SIGKILL, and found again when it is back", async ({ stage }) => {
    const { own, watched } = await alone(stage);
    await own.end("SIGKILL");
    const { cause, code } = await watched.until("disconnected");
    expect(cause).toMatchObject({ phase: "live", kind: "lost" });
    expect(code).toBeUndefined();
    await isBack(own, watched);
  });

  const terminated = mannerOf(stack, "terminated");
  if (terminated === "silence")
    test.concurrent("falls silent on SIGTERM, which our pings find out", async ({ stage }) => {
      const { own, watched } = await alone(stage, { pingInterval: 200, keepaliveTimeout: 1_000 });
      own.child.kill("SIGTERM");
      const { cause } = await watched.until("disconnected");
      expect(cause).toMatchObject({ phase: "live", kind: "keepalive" });
      await own.end("SIGKILL");
      await isBack(own, watched);
    });
  else
    test.concurrent("ends on SIGTERM, and is found again when it is back", async ({ stage }) => {
      const { own, watched } = await alone(stage);
      await own.end("SIGTERM");
      expect((await watched.until("disconnected")).code).toBe(terminated);
      await isBack(own, watched);
    });

  /** A server of its own, and a link to it. */
  const alone = async (stage: Stage, session: PartialSessionOptions = {}) => {
    const own = await start(stage, stack);
    const watched = stage.pool(session);
    await watched.pool.connect({ id: "a", url: own.url }).whenConnected();
    return { own, watched };
  };
}

async function isBack(own: Foreign, watched: Watched): Promise<void> {
  await watched.until("dialfailed");
  await own.begin();
  await watched.until("connected", "a", 2);
  await watched.pool.send("a", "there you are");
  expect(await watched.read()).toBe("there you are");
}
