// Bun's own server: its topics.

/* global Bun */
export function open() {
  let subscribers = 0;
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: (request, upgrading) =>
      upgrading.upgrade(request) ? undefined : new Response(null, { status: 426 }),
    websocket: {
      open: (socket) => {
        socket.subscribe("news");
        subscribers += 1;
      },
      message() {},
    },
  });
  return {
    port: server.port,
    publish: (data) => server.publish("news", data),
    subscribers: () => subscribers,
  };
}
