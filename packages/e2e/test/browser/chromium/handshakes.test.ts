// Handshakes, addresses and payloads in a real Chromium, which has rules of its own for each.
import { describe } from "vitest";
import { PAGES } from "../../support/browser/feed-page.ts";
import { connectedScene, emptyScene } from "../../support/browser/scene.ts";
import { figure } from "../../support/figure.ts";
import { eventually, sleep, test } from "../../support/stage.ts";

const PEERS = 30;
/** Of one upgrade. All of them take longer than the `dialTimeout` of 10 s, as the browser lets one through at a time. */
const UPGRADE = 500;

describe.concurrent("many peers of one server", () => {
  test("whose upgrades take a while are dialled one at a time, and none fails in the browser's queue", async ({
    stage,
    expect,
  }) => {
    let [atOnce, most, upgrades] = [0, 0, 0];
    const { url } = await stage.webSocketServer({
      async verifyClient(_: unknown, answer: (accepted: boolean) => void) {
        upgrades++;
        most = Math.max(most, ++atOnce);
        await sleep(UPGRADE);
        atOnce--;
        answer(true);
      },
    });
    const { feed } = await emptyScene(stage);
    const from = Date.now();
    await feed.page.evaluate(`skep.openMany(${JSON.stringify(url)}, ${PEERS})`);
    const all = (await feed.until("connected", PEERS)) - from;
    figure(`${PEERS} peers, ${UPGRADE} ms each`, { all });
    expect(await feed.types()).toEqual(Array(PEERS).fill("connected"));
    expect([most, upgrades]).toEqual([1, PEERS]);
    // Or the browser's queue was not seen.
    expect(all).toBeGreaterThan(10_000);
  });
});

describe.concurrent("an address", () => {
  test("is resolved as the platform resolves it", async ({ stage, expect }) => {
    const { feed, site } = await connectedScene(stage);
    const forms = [
      "/ws",
      "ws/x?y",
      "//h.invalid:81/",
      "http://h.invalid:80/x",
      "https://h.invalid",
    ];
    for (const form of forms) {
      const [ours, theirs] = await feed.page.evaluate<[string, string]>(
        `[skep.keyOf(${JSON.stringify(form)}), new WebSocket(${JSON.stringify(form)}).url]`,
      );
      // The key has no trailing slash.
      expect(ours).toBe(theirs.replace(/\/$/, ""));
    }
    expect(await feed.page.evaluate("skep.keyOf('/other')")).toBe(`${site.peer}other`);
  });
});

describe.concurrent.each(PAGES)("with a %s, a payload", (page) => {
  test("in shared or resizable memory arrives byte for byte, a Blob in its place, and detached memory harms no link", async ({
    stage,
    expect,
  }) => {
    const { feed, first } = await connectedScene(stage, { page });
    const came: string[] = [];
    first.socket.on("message", (data: Buffer, isBinary) =>
      came.push(isBinary ? [...data].join(" ") : data.toString()),
    );
    const refused = await feed.page.evaluate<string[]>(`(async () => {
      const refused = [];
      const send = (data) => skep.send(data).catch((error) => refused.push(error.code));
      // The class is there in isolated pages alone, such memory in all of them.
      const shared = new Uint8Array(
        new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }).buffer, 0, 3);
      const resizable = new Uint8Array(new ArrayBuffer(2, { maxByteLength: 8 }));
      const detached = new Uint8Array(2);
      structuredClone(detached, { transfer: [detached.buffer] });
      shared.set([1, 2, 3]);
      resizable.set([9, 8]);
      for (const data of [shared, resizable, resizable.buffer, new Blob([shared.slice()]), detached,
        detached.buffer, "last"])
        await send(data);
      return refused;
    })()`);
    await eventually(() => came.includes("last"));
    expect(came.filter((each) => each !== "there?")).toEqual([
      "1 2 3",
      "9 8",
      "9 8",
      "1 2 3",
      "last",
    ]);
    expect(refused).toEqual(["ERR_CONFIG", "ERR_CONFIG"]);
    expect(await feed.types()).toEqual(["connected"]);
  });
});
