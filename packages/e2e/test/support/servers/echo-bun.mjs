// The echo server over Bun.serve; what it owes is in ../stacks.ts.
/* global Bun */

const KNOWN = ["echo.v2", "echo.v1"];

function choose(request) {
  const asked = (request.headers.get("sec-websocket-protocol") ?? "").split(/ *, */);
  return asked.find((name) => KNOWN.includes(name));
}

function upgrade(request, server) {
  const path = new URL(request.url).pathname;
  const [what, ...words] = path.slice(1).split("/");
  const protocol = choose(request);
  const headers = protocol === undefined ? {} : { "Sec-WebSocket-Protocol": protocol };
  server.upgrade(request, { data: { path, what, words }, headers });
}

Bun.serve({
  hostname: "127.0.0.1",
  port: Number(process.argv[2]),
  fetch: upgrade,
  websocket: {
    maxPayloadLength: 2 ** 21,
    open(socket) {
      const { what, words } = socket.data;
      if (what === "large") socket.send("x".repeat(Number(words[0])));
      if (what === "ping") socket.ping();
    },
    message(socket, message) {
      const { what, words } = socket.data;
      if (what === "close") socket.close(Number(words[0]), words[1]);
      else socket.send(message);
    },
    pong: (socket) => socket.send("pong"),
    close: ({ data }, code, reason) =>
      console.log(JSON.stringify({ closed: data.path, code, reason })),
  },
});
