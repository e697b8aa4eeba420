// The client of the original hub at a hub that is real: version 0, over real sockets.

import { type Message, ReconnectingClient } from "@skep/channels";
import { Hub } from "@skep/hub";
import { afterEach, expect, test } from "vitest";

const owned: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const each of owned.splice(0).toReversed()) await each.close();
});

async function hubAt(port = 0): Promise<{ hub: Hub; port: number; url: string }> {
  const hub = new Hub();
  owned.push(hub);
  return { hub, ...(await hub.listen({ port, host: "127.0.0.1" })) };
}

test("it gets broadcasts and channels, and subscribes again at a hub that was restarted", async () => {
  const first = await hubAt();
  const calls: string[] = [];
  const messages: Message[] = [];
  const client: ReconnectingClient = new ReconnectingClient({
    url: first.url,
    initialBackoff: 50,
    maxBackoff: 200,
    onConnect: () => calls.push("connect"),
    onDisconnect: () => calls.push("disconnect"),
    onReconnect: (attempt) => {
      calls.push(attempt >= 1 ? "reconnect" : "no attempt");
      void client.send({ type: "subscribe", channel: "process:job-9" });
    },
    onMessage: (message) => messages.push(message),
  });
  owned.push(client);
  const connecting = client.connect();
  await expect.poll(() => client.state).toBe("connected");
  await client.send({ type: "subscribe", data: "process:job-9" });
  await client.send({ type: "subscribe", channel: "a b" });
  await expect.poll(() => messages.map(({ type }) => type)).toEqual(["error"]);
  await client.send({ type: "ping" });
  await expect.poll(() => messages.at(-1)?.type).toBe("pong");
  expect(messages[0]?.data).toBe("invalid channel name");
  await first.hub.sendProcessOutput("job-9", "compiling");
  await first.hub.sendProcessStatus("job-9", "exited", 2);
  await first.hub.sendEvent("deployed", { version: "1.2.0" });
  await expect.poll(() => messages.length).toBe(5);
  const timestamp = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  const job = { channel: "process:job-9", processId: "job-9", timestamp };
  expect(messages.slice(2)).toEqual([
    { type: "process_output", ...job, data: "compiling" },
    { type: "process_status", ...job, data: { status: "exited", exitCode: 2 } },
    { type: "event", data: { event: "deployed", data: { version: "1.2.0" } }, timestamp },
  ]);
  await first.hub.close();
  const second = await hubAt(first.port);
  await expect.poll(() => second.hub.subscriberCount("process:job-9")).toBe(1);
  await second.hub.sendProcessOutput("job-9", "linking");
  await expect.poll(() => messages.at(-1)?.data).toBe("linking");
  expect(calls).toEqual(["connect", "disconnect", "reconnect"]);
  await client.close();
  await connecting;
});
