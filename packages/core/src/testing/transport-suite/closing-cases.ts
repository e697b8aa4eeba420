// Every way in which a link ends: by the peer, by us, by both, by nobody.

import type { CloseFrame, Socket } from "../../transport.ts";
import { check, equal } from "./assert.ts";
import type { Scene, SuiteCase } from "./scene.ts";

// RFC 6455 5.5.1: a control frame has at most 125 bytes, two of which are the code.
const LONGEST_REASON = "é".repeat(61) + "!";

const FROM_PEER = [
  [1000, ""],
  [1001, "going away"],
  [1011, "internal error"],
  [3000, "é"],
  [4999, LONGEST_REASON],
] as const;

const FROM_US = [
  [1000, ""],
  [1000, "bye"],
  [3000, "é"],
  [4999, LONGEST_REASON],
] as const;

export const closingCases: readonly SuiteCase[] = [
  ...FROM_PEER.map(([code, reason]) => ({
    name: `tells that the peer closed with ${code} ${reason && "and a reason"}`.trim(),
    run: async (scene: Scene) => {
      const { client, link } = await scene.open();
      await link.close(code, reason);
      await expectEnd(client.closed(), code, reason);
      equal(client.sink.frame !== undefined, scene.has.closing === true, "closing was told");
    },
  })),
  {
    name: "tells that the peer has begun to close, with its code, and refuses sends",
    needs: "closing",
    async run(scene) {
      const { client, link } = await scene.open({ kind: "deaf" });
      const closing = client.until("closing", () => client.sink.frame !== undefined);
      await link.close(1012, "restart");
      await closing;
      await expectEnd(Promise.resolve(client.sink.frame as CloseFrame), 1012, "restart");
      equal(sends(client.socket), false, "a send is taken");
      await scene.fence();
      check(client.sink.report === undefined, "closed was told while the peer held the connection");
      client.socket.terminate();
      await expectEnd(client.closed(), 1012, "restart");
    },
  },
  {
    name: "tells 1005 when the peer closed without a code",
    async run(scene) {
      const { client, link } = await scene.open();
      await link.close();
      await expectEnd(client.closed(), 1005, "");
    },
  },
  {
    name: "tells 1006 when the connection ends without a close frame",
    async run(scene) {
      const { client, link } = await scene.open();
      await link.drop();
      await expectEnd(client.closed(), 1006, "");
    },
  },
  {
    name: "tells messages that came before the close frame before closed",
    async run(scene) {
      const { client, link } = await scene.open();
      for (const text of ["one", "two"]) await link.send(text);
      await link.close(1000);
      await client.closed();
      equal(client.sink.messages.join(), "one,two", "the messages");
    },
  },
  ...FROM_US.map(([code, reason]) => ({
    name: `closes with ${code} ${reason && "and a reason"}`.trim(),
    run: async (scene: Scene) => {
      const { client, link } = await scene.open();
      client.socket.close(code, reason);
      await expectEnd(link.ended(), code, reason);
      await expectEnd(client.closed(), code, reason);
    },
  })),
  {
    name: "closes without a code",
    async run(scene) {
      const { client, link } = await scene.open();
      client.socket.close();
      equal((await link.ended()).code, 1005, "the code at the server");
      await client.closed();
    },
  },
  {
    name: "closes, but says no code that some runtime refuses, nor too long a reason",
    async run(scene) {
      for (const [code, reason] of [
        [1001, ""],
        [1005, ""],
        [999, ""],
        [3000, `${LONGEST_REASON}!`],
      ] as const) {
        const { client, link } = await scene.open();
        client.socket.close(code, reason);
        const end = await link.ended();
        check(end.code === 1000 || end.code === 1005, `the server was told ${end.code}`);
        await client.closed();
      }
    },
  },
  {
    name: "sends what was handed over before it closes",
    async run(scene) {
      const { client, link } = await scene.open();
      client.socket.send("x".repeat(300_000));
      client.socket.close(1000);
      equal((await link.received()).length, 300_000, "the length");
      equal((await link.ended()).code, 1000, "the code at the server");
    },
  },
  ...(["close", "terminate"] as const).flatMap(givingUp),
  {
    name: "terminates an open link",
    async run(scene) {
      const { client, link } = await scene.open();
      client.socket.terminate();
      const report = await client.closed();
      const end = await link.ended();
      if (!scene.has.terminate) return;
      equal(report.code, 1006, "the code");
      equal(end.code, 1006, "the code at the server");
    },
  },
  {
    name: "terminates a link whose goodbye is not answered",
    async run(scene) {
      const { client, link } = await scene.open({ kind: "deaf" });
      client.socket.close(1000);
      await scene.fence();
      check(client.sink.report === undefined, "closed was told before anything ended the link");
      client.socket.terminate();
      await client.closed();
      if (scene.has.terminate) await link.ended();
    },
  },
  {
    name: "bears everything after the end",
    async run(scene) {
      const { client, link } = await scene.open();
      await link.close(1000);
      await client.closed();
      const { socket } = client;
      socket.close(3000, "again");
      socket.terminate();
      socket.pause?.();
      socket.resume?.();
      socket.ping?.();
      socket.unref?.();
      equal(typeof socket.bufferedAmount === "number", scene.has.bufferedAmount, "a number");
    },
  },
];

/** What must end a dial that is not yet a link, and free its connection. */
function givingUp(method: "close" | "terminate"): SuiteCase[] {
  return [
    {
      name: `gives a dial up by ${method}, at once`,
      async run(scene) {
        const client = scene.dial({ kind: "mute" });
        client.socket[method]();
        equal((await client.closed()).code, 1006, "the code");
        check(client.sink.info === undefined, "opened was told");
        client.socket[method]();
      },
    },
    {
      name: `gives a dial up by ${method} that the server does not answer`,
      async run(scene) {
        const client = scene.dial({ kind: "mute" });
        const link = await scene.link(client);
        client.socket[method]();
        client.socket[method]();
        equal((await client.closed()).code, 1006, "the code");
        if (scene.has.releases) await link.ended();
      },
    },
  ];
}

/** Whether a send is taken. */
function sends(socket: Socket): boolean {
  try {
    socket.send("late");
    return true;
  } catch {
    return false;
  }
}

async function expectEnd(
  ending: Promise<{ code: number; reason: string }>,
  code: number,
  reason: string,
): Promise<void> {
  const end = await ending;
  equal(end.code, code, "the code");
  equal(end.reason, reason, "the reason");
}
