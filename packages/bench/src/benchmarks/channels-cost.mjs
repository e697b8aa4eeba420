// C1: what a message of a channel costs its client, beside the clients of other servers.

import { receive } from "./receive.mjs";

const BURST = 10;
const ours = { client: "channels", path: "/skep" };
const floor = { client: "ws-json", path: "/skep" };
const centrifuge = { client: "centrifuge", path: "/centrifuge" };
const socketIo = { client: "socket-io", path: "/socket.io" };
const nats = { client: "nats-core", path: "/nats" };

const NAMES = new Map([
  [floor, "ws and JSON.parse"],
  [ours, "skep: ChannelClient"],
  [centrifuge, "centrifuge"],
  [nats, "nats-core over ws"],
  [socketIo, "socket.io-client"],
]);

const one = (of) => `one a frame: ${NAMES.get(of)}`;
const ten = (of) => `ten a frame: ${NAMES.get(of)}`;

const atMostHalf = (name, other) => ({
  id: "C1",
  says: `${name.split(":")[0]}, a message costs \`ChannelClient\` at most half of what it costs ${other}, in CPU`,
  most: 0.5,
  value: (figures) => figures.ratio(name, "cpu", other),
  judges: [name, other],
});

/** socket.io has one message in each frame, whatever it sends. */
export const channelsCost = receive({
  name: "channels-cost",
  title: "A client of channels, 64 B text a message",
  says:
    "A server of bytes floods one subscription with messages in the protocol of each client: one in a frame, and ten, as their servers " +
    "send what is published at once, but for socket.io, whose protocol has no such thing. Those of Skep have a time and an offset each, " +
    "which the client checks. The first row reads the same frames with a handler on a bare socket and `JSON.parse`: nothing that reads " +
    "JSON from `ws` is faster.",
  kind: "text",
  size: 64,
  messages: 600_000,
  warmUp: 250_000,
  baseline: one(floor),
  variants: [
    ...[floor, ours, centrifuge, nats, socketIo].map((of) => ({ ...of, name: one(of) })),
    ...[ours, centrifuge, nats].map((of) => ({ ...of, name: ten(of), burst: BURST })),
  ],
  targets: [
    atMostHalf(one(ours), one(centrifuge)),
    atMostHalf(one(ours), one(socketIo)),
    atMostHalf(ten(ours), ten(centrifuge)),
    atMostHalf(ten(ours), one(socketIo)),
  ],
  chart: { key: "cpu", by: "value" },
  rounds: 5,
});
