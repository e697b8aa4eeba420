// From `dial` to `opened`, and everything that can come instead.

import { check, equal } from "./assert.ts";
import type { Scene, SuiteCase } from "./scene.ts";

// No URL, no WebSocket URL, no host, no port.
const BAD_URLS = ["", "not a url", "ftp://127.0.0.1/", "ws://", "ws://127.0.0.1:99999/"];

// What servers and what stands before them answer instead of 101; the last is a captive portal.
const REFUSALS = [
  { status: 401, headers: { "www-authenticate": "Bearer" } },
  { status: 403, headers: {} },
  { status: 404, headers: {} },
  { status: 429, headers: { "Retry-After": "7" } },
  { status: 503, headers: { "Retry-After": "120" } },
  {
    status: 200,
    headers: { "Content-Type": "text/html" },
    body: "<h1>Welcome to our network</h1>",
  },
] as const;

export const handshakeCases: readonly SuiteCase[] = [
  {
    name: "has the methods that are declared, and no others",
    async run(scene) {
      const { has } = scene;
      const { socket } = (await scene.open()).client;
      for (const method of ["ping", "pause", "unref"] as const)
        equal(socket[method] !== undefined, has[method], `${method} is there`);
      equal(socket.resume !== undefined, has.pause, "resume is there");
      const known = socket.bufferedAmount !== undefined;
      equal(known, has.bufferedAmount, "bufferedAmount is known");
    },
  },
  ...BAD_URLS.map((url) => ({
    name: `tells as closed that "${url}" cannot be dialled`,
    run: async (scene: Scene) => {
      equal((await scene.dial(url).closed()).code, 1006, "the code");
    },
  })),
  {
    name: "bears everything before it tells that it cannot dial",
    async run(scene) {
      const client = scene.dial("not a url");
      const { socket } = client;
      equal(socket.bufferedAmount ?? 0, 0, "bufferedAmount");
      for (const method of ["ping", "pause", "resume", "unref", "close", "terminate"] as const)
        socket[method]?.();
      equal((await client.closed()).code, 1006, "the code");
    },
  },
  {
    name: "tells as closed that a subprotocol is not a token",
    async run(scene) {
      const client = scene.dial({ kind: "accept" }, { protocols: ["not a token"] });
      equal((await client.closed()).code, 1006, "the code");
    },
  },
  {
    name: "opens without a subprotocol when none is offered",
    async run(scene) {
      equal((await (await scene.open()).client.opened()).protocol, "", "the protocol");
    },
  },
  {
    name: "tells the subprotocol that the server chose",
    async run(scene) {
      const { client } = await scene.open({ kind: "accept" }, { protocols: ["v2.chat", "chat"] });
      equal((await client.opened()).protocol, "v2.chat", "the protocol");
    },
  },
  {
    name: "tells the headers of the upgrade answer, names in lower case, or none",
    async run(scene) {
      const answer = { "X-Lane": "7", "Set-Cookie": "lane=7" };
      const { client } = await scene.open({ kind: "accept", headers: answer });
      const { headers } = await client.opened();
      const { answerHeaders } = scene.has;
      equal(headers?.["x-lane"], answerHeaders ? "7" : undefined, "a header");
      equal(headers?.["set-cookie"], answerHeaders ? "lane=7" : undefined, "the cookie");
    },
  },
  {
    name: "does not lose a message in the packet of the upgrade answer",
    async run(scene) {
      const { client } = await scene.open({ kind: "accept", greeting: "hello" });
      equal(await client.message(), "hello", "the message");
    },
  },
  {
    name: "tells as closed that nobody listens",
    async run(scene) {
      const report = await scene.dial({ kind: "nobody" }).closed();
      equal(report.code, 1006, "the code");
      equal(report.status, undefined, "the status");
    },
  },
  {
    name: "tells as closed that the connection ended before the answer",
    async run(scene) {
      const client = scene.dial({ kind: "mute" });
      await (await scene.link(client)).drop();
      const report = await client.closed();
      equal(report.code, 1006, "the code");
      equal(report.violation, undefined, "the violation");
    },
  },
  ...REFUSALS.map((refusal) => ({
    name: `ends a dial that is answered with ${refusal.status}`,
    run: (scene: Scene) => refuse(scene, refusal),
  })),
  {
    name: "does not follow a redirect",
    async run(scene) {
      const elsewhere = scene.server.url({ kind: "accept" });
      let followed = false;
      const follow = (): boolean => (followed = true);
      // Where nobody comes, the wait ends with the server.
      void scene.server.link(elsewhere).then(follow, () => {});
      await refuse(scene, { status: 302, headers: { Location: elsewhere } });
      await scene.fence();
      equal(followed, false, "followed");
    },
  },
  {
    name: "sends request headers",
    needs: "headers",
    async run(scene) {
      const { link } = await scene.open(
        { kind: "accept" },
        { headers: { Authorization: "Bearer 1", "X-Two": "2" } },
      );
      equal(link.headers["authorization"], "Bearer 1", "the first header");
      equal(link.headers["x-two"], "2", "the second header");
    },
  },
  {
    name: "tells as closed that a header cannot be sent",
    needs: "headers",
    async run(scene) {
      const client = scene.dial({ kind: "accept" }, { headers: { "X-Bad": "a\r\nX-Worse: b" } });
      equal((await client.closed()).code, 1006, "the code");
    },
  },
];

async function refuse(
  scene: Scene,
  answer: { status: number; headers: Readonly<Record<string, string>>; body?: string },
): Promise<void> {
  const client = scene.dial({ kind: "status", ...answer });
  const link = await scene.link(client);
  const report = await client.closed();
  equal(report.code, 1006, "the code");
  check(client.sink.info === undefined, "opened was told");
  const { has } = scene;
  const { status } = has;
  equal(report.status, status ? answer.status : undefined, "the status");
  if (status)
    for (const [name, value] of Object.entries(answer.headers))
      equal(report.headers?.[name.toLowerCase()], value, `the header ${name}`);
  // The server leaves it to us: a transport that forgets it leaks a connection for each refusal.
  if (has.releases) await link.ended();
}
