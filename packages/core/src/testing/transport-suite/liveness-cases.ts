// Signs of life, and letting a process die.

import { equal } from "./assert.ts";
import type { SuiteCase } from "./scene.ts";

export const livenessCases: readonly SuiteCase[] = [
  {
    name: "tells the answer to a ping as pong",
    needs: "ping",
    async run(scene) {
      const { client } = await scene.open();
      client.socket.ping?.();
      await client.until("pong", () => client.sink.pongs === 1);
      client.socket.ping?.();
      await client.until("another pong", () => client.sink.pongs === 2);
      equal(client.sink.hearts, 0, "heard");
    },
  },
  {
    name: "tells a ping of the peer as heard",
    needs: "heard",
    async run(scene) {
      const { client, link } = await scene.open();
      await link.ping();
      await client.until("heard", () => client.sink.hearts === 1);
      equal(client.sink.pongs, 0, "pong");
    },
  },
  {
    name: "tells progress while a large message arrives, or never",
    async run(scene) {
      const { client, link } = await scene.open();
      const { sink } = client;
      const { progress = false } = scene.has;
      const arriving = (): boolean => sink.chunks > 1 && sink.messages.length === 0;
      const early = progress ? client.until("progress before the message", arriving) : undefined;
      await Promise.all([early, link.send("x".repeat(1_000_000))]);
      equal((await client.message()).length, 1_000_000, "the length");
      equal(sink.chunks > 0, progress, "progress was told");
    },
  },
  {
    name: "can be unreferenced at any time",
    needs: "unref",
    async run(scene) {
      const early = scene.dial({ kind: "mute" });
      early.socket.unref?.();
      await scene.link(early);
      early.socket.unref?.();
      early.socket.terminate();
      await early.closed();
      early.socket.unref?.();
      const client = scene.dial();
      client.socket.unref?.();
      await client.opened();
      client.socket.unref?.();
      const link = await scene.link(client);
      await link.send("still here");
      equal(await client.message(), "still here", "the message");
    },
  },
];
