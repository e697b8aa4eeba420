// The servers that the hub is measured beside: variants that several benchmarks have in common.

/** `dialect` is what their subscribers speak. */
export const libraries = {
  ws: { name: "ws: a loop of send", library: "ws", dialect: "plain" },
  skep: { name: "skep: hub.publish", library: "skep", dialect: "skep" },
  socketIo: { name: "socket.io: a room", library: "socket-io", dialect: "socket.io" },
  crossws: { name: "crossws: publish", library: "crossws", dialect: "plain" },
  bun: { name: "Bun: publish", library: "bun", dialect: "plain", engine: "bun" },
};
