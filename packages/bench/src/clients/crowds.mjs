// Many peers of one library in one process. Each gets `urls`, and says when one is open and when a message came.

import { WebSocket as PartySocket } from "partysocket";
import ReconnectingWebSocket from "reconnecting-websocket";
import { Pool } from "skep";
import { io } from "socket.io-client";
import { WebSocket } from "ws";
import { listen, Plain } from "./browser-like.mjs";

/** How many sockets open at once where a library sets no bound of its own. */
const AT_ONCE = 200;

/** Opens one after the other, with no more than so many on their way. */
function inTurn(urls, open, opened) {
  let next = 0;
  const go = () => {
    if (next < urls.length)
      open(urls[next++], () => {
        opened();
        go();
      });
  };
  for (let lane = 0; lane < AT_ONCE; lane += 1) go();
}

/** Handlers on the bare sockets. */
function ws({ urls, opened, count, kept }) {
  const take = (data) => data.length > 0 && count(1);
  inTurn(
    urls,
    (url, done) => {
      const socket = new WebSocket(url, { perMessageDeflate: false });
      socket.on("open", done);
      socket.on("message", take);
      kept.push(socket);
    },
    opened,
  );
}

/** One pool. Its limiter is opened up: how fast it dials is measured elsewhere. */
function connected({ urls, opened, kept, ...options }) {
  const pool = new Pool({ dialing: { perSecond: 100_000, inFlight: AT_ONCE }, ...options });
  pool.addEventListener("connected", opened);
  for (const [index, url] of urls.entries()) pool.connect({ id: `peer ${index}`, url });
  kept.push(pool);
  return pool;
}

async function skep({ count, ...crowd }) {
  for await (const { data } of connected(crowd).inbox) if (data.length > 0) count(1);
}

async function batches({ count, ...crowd }) {
  for await (const batch of connected(crowd).inbox.batches())
    for (const { data } of batch) if (data.length > 0) count(1);
}

const browserLike =
  (make) =>
  ({ urls, opened, count, kept }) =>
    inTurn(
      urls,
      (url, done) => {
        const socket = make(url);
        socket.addEventListener("open", done, { once: true });
        listen(socket, count);
        kept.push(socket);
      },
      opened,
    );

function socketIo({ urls, opened, count, kept }) {
  inTurn(
    urls,
    (url, done) => {
      const { host, searchParams } = new URL(url);
      const query = Object.fromEntries(searchParams);
      const socket = io(`ws://${host}`, { query, transports: ["websocket"], forceNew: true });
      socket.on("connect", done);
      socket.on("m", () => count(1));
      kept.push(socket);
    },
    opened,
  );
}

export const crowds = {
  ws,
  skep,
  "skep-view": (crowd) => skep({ ...crowd, binary: "view" }),
  "skep-batches-view": (crowd) => batches({ ...crowd, binary: "view" }),
  "reconnecting-websocket": browserLike(
    (url) => new ReconnectingWebSocket(url, [], { WebSocket: Plain }),
  ),
  partysocket: browserLike((url) => new PartySocket(url, [], { WebSocket: Plain })),
  "socket.io-client": socketIo,
};
