// A probe that connects by TCP, and real servers that it connects to.

import { expect, test } from "vitest";
import { ProbeError } from "@skep/watch";
import { tcpProbe } from "@skep/watch/node";
import { ask } from "../support/asking.ts";
import { tcp } from "../support/servers.ts";

test.each(["127.0.0.1", "localhost", "db.localhost"])(
  "a port of %s that takes connections is good, and each connection is ended",
  async (host) => {
    const { port, sockets } = await tcp(() => {});
    const probe = tcpProbe({ host, port });
    await ask(probe);
    await expect.poll(() => sockets.size).toBe(0);
    expect(probe.host).toBe(host);
  },
);

test("a port on which nobody listens is a failure with its code", async () => {
  await expect(ask(tcpProbe({ host: "127.0.0.1", port: 1 }))).rejects.toMatchObject({
    code: "ECONNREFUSED",
  });
});

test("it may ask, and wait for the answer in as many pieces as it comes", async () => {
  const { port } = await tcp((socket) =>
    socket.once("data", (data) => {
      if (String(data) !== "PING\r\n") return;
      socket.write("+PO");
      setTimeout(() => socket.write("NG\r\n"), 20);
    }),
  );
  for (const expect of ["+PONG", /^\+PONG\r\n/, (text: string) => text.endsWith("\n")])
    await ask(tcpProbe({ host: "127.0.0.1", port, send: "PING\r\n", expect }));
});

test("a server that says goodbye without the answer is a failure", async () => {
  const { port } = await tcp((socket) => socket.end("-LOADING\r\n"));
  await expect(ask(tcpProbe({ host: "127.0.0.1", port, expect: "+PONG" }))).rejects.toThrow(
    new ProbeError("It ended the connection before there was an answer."),
  );
});

test("a server that says anything else without end is a failure, and what judges may throw", async () => {
  const { port } = await tcp((socket) => void socket.write("x".repeat(100_000)));
  const to = { host: "127.0.0.1", port };
  await expect(ask(tcpProbe({ ...to, expect: "y" }))).rejects.toThrow("Its answer is another one.");
  const judge = (): boolean => {
    throw new TypeError("mine");
  };
  await expect(ask(tcpProbe({ ...to, expect: judge }))).rejects.toThrow(TypeError);
});

test("a server that takes connections and hangs is left when the signal aborts, and is a failure", async () => {
  const { port, sockets } = await tcp(() => {});
  const probe = tcpProbe({ host: "127.0.0.1", port, send: "PING\r\n", expect: "+PONG" });
  await expect(ask(probe, 100)).rejects.toMatchObject({ name: "TimeoutError" });
  await expect.poll(() => sockets.size).toBe(0);
});

test("a signal that has aborted opens nothing", async () => {
  const { port, sockets } = await tcp(() => {});
  const context = { signal: AbortSignal.abort(new Error("over")), now: () => 0 };
  await expect(Promise.resolve(tcpProbe({ host: "127.0.0.1", port })(context))).rejects.toThrow(
    "over",
  );
  expect(sockets.size).toBe(0);
});
