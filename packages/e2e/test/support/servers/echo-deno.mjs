// The echo server over Deno.serve; what it owes is in ../stacks.ts.
/* global Deno */

const KNOWN = ["echo.v2", "echo.v1"];

function choose(request) {
  const asked = (request.headers.get("sec-websocket-protocol") ?? "").split(/ *, */);
  return asked.find((name) => KNOWN.includes(name));
}

function serve(request) {
  const { pathname } = new URL(request.url);
  const [what, ...words] = pathname.slice(1).split("/");
  const { socket, response } = Deno.upgradeWebSocket(request, { protocol: choose(request) });
  socket.binaryType = "arraybuffer";
  socket.addEventListener("open", () => {
    if (what === "large") socket.send("x".repeat(Number(words[0])));
  });
  socket.addEventListener("message", ({ data }) =>
    what === "close" ? socket.close(Number(words[0]), words[1]) : socket.send(data),
  );
  socket.addEventListener("close", ({ code, reason }) =>
    console.log(JSON.stringify({ closed: pathname, code, reason })),
  );
  return response;
}

Deno.serve({ hostname: "127.0.0.1", port: Number(Deno.args[0]), onListen() {} }, serve);
