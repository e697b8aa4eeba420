// A probe that asks over HTTP, and real servers that answer it.

import { expect, test } from "vitest";
import { httpProbe, ProbeError } from "@skep/watch";
import { ask } from "../support/asking.ts";
import { closedPort, http } from "../support/servers.ts";

test("it knows the host that it asks", () => {
  expect(httpProbe("https://api.example:8443/health").host).toBe("api.example");
});

test.each([
  [200, undefined, true],
  [204, undefined, true],
  [299, undefined, true],
  [302, undefined, false],
  [404, undefined, false],
  [503, undefined, false],
  [401, 401, true],
  [200, 401, false],
  [503, (status: number) => status < 600, true],
] as const)("the status %i with the option %s is good: %s", async (status, option, isGood) => {
  const { url } = await http((_, response) => void response.writeHead(status).end());
  const asked = ask(httpProbe(url, { status: option }));
  if (isGood) await asked;
  else
    await expect(asked).rejects.toThrow(new ProbeError(`It answered with the status ${status}.`));
});

test("headers are sent as they are, also those of an object of the platform", async () => {
  const seen: unknown[] = [];
  const { url } = await http(({ headers }, response) => {
    seen.push([headers.authorization, headers.connection]);
    response.end();
  });
  const authorization = "Bearer s3cret";
  await ask(httpProbe(url, { headers: { authorization } }));
  await ask(httpProbe(url, { headers: new Headers({ authorization }) as never }));
  expect(seen).toEqual([
    [authorization, "close"],
    [authorization, "close"],
  ]);
});

test("redirects are followed where that is asked for", async () => {
  const { url } = await http((request, response) =>
    request.url === "/"
      ? response.writeHead(302, { location: "/there" }).end()
      : response.end("there"),
  );
  await expect(ask(httpProbe(url))).rejects.toThrow(ProbeError);
  await ask(httpProbe(url, { followRedirects: true, body: "there" }));
});

test.each([
  ["ready", true],
  [/rea.y/g, true],
  [(text: string) => text.length === 5, true],
  ["other", false],
  [/^x/, false],
  [() => false, false],
])("the body is compared with %s", async (body, isGood) => {
  const { url } = await http((_, response) => void response.end("ready"));
  const probe = httpProbe(url, { body });
  // Twice, as a regular expression may remember where it was.
  for (let time = 0; time < 2; time += 1)
    if (isGood) await ask(probe);
    else await expect(ask(probe)).rejects.toThrow("The body of its answer is another one.");
});

test("a body without an end is read up to its bound, and one that nobody asked for not at all", async () => {
  let isClosed = (): void => {};
  const closed = new Promise<void>((resolve) => {
    isClosed = resolve;
  });
  const { url } = await http((_, response) => {
    response.once("close", () => isClosed());
    const more = (): void =>
      void (response.write("x".repeat(16_384)) ? setImmediate(more) : response.once("drain", more));
    more();
  });
  await ask(httpProbe(url));
  await closed;
  await expect(ask(httpProbe(url, { body: "y" }))).rejects.toThrow(
    "The body of its answer is another one.",
  );
});

test("each probe has a connection of its own", async () => {
  const { connections, url } = await http((_, response) => void response.end("ok"));
  const probe = httpProbe(url, { body: "ok" });
  for (let time = 0; time < 3; time += 1) await ask(probe);
  expect(connections()).toBe(3);
});

test("method and headers are sent", async () => {
  const { url } = await http((request, response) => {
    const isRight = request.method === "HEAD" && request.headers.authorization === "Bearer t";
    response.writeHead(isRight ? 200 : 400).end();
  });
  await ask(httpProbe(url, { method: "HEAD", headers: { authorization: "Bearer t" } }));
});

test("an answer that comes too late is a failure", async () => {
  const { url } = await http((_, response) => void setTimeout(() => response.end(), 120));
  await expect(ask(httpProbe(url, { maxLatency: 50 }))).rejects.toThrow(
    /^It answered after \d+ ms; 50 are allowed\.$/,
  );
});

test("a server that hangs is left when the signal aborts", async () => {
  let isLeft = (): void => {};
  const left = new Promise<void>((resolve) => {
    isLeft = resolve;
  });
  const { url } = await http((request) => void request.socket.once("close", isLeft));
  await expect(ask(httpProbe(url), 100)).rejects.toMatchObject({ name: "TimeoutError" });
  await left;
});

test("a port on which nobody listens is a failure whose message says so", async () => {
  const { port } = await closedPort();
  await expect(ask(httpProbe(`http://127.0.0.1:${port}/`))).rejects.toMatchObject({
    message: `It could not be asked: connect ECONNREFUSED 127.0.0.1:${port}`,
    cause: { code: "ECONNREFUSED" },
  });
});

test("what the platform says of a request that failed is told without the secrets of its URL", async () => {
  const cause = new Error("no answer from http://api.example/?token=s3cret (192.0.2.7)");
  const fetch = (): Promise<never> => Promise.reject(new TypeError("fetch failed", { cause }));
  await expect(ask(httpProbe("http://api.example/?token=s3cret", { fetch }))).rejects.toThrow(
    new ProbeError("It could not be asked: no answer from http://api.example/?… (192.0.2.7)"),
  );
});

test("a host whose addresses all refuse is a failure that names the first of them", async () => {
  const both = new AggregateError([new Error("connect ECONNREFUSED ::1:80"), new Error("…")], "");
  const fetch = (): Promise<never> =>
    Promise.reject(new TypeError("fetch failed", { cause: both }));
  await expect(ask(httpProbe("http://api.example/", { fetch }))).rejects.toThrow(
    "It could not be asked: connect ECONNREFUSED ::1:80",
  );
});
