// One connection through the front door: a question, an answer, its echo, and an end.
import { Pool } from "skep";
import { WebSocketServer } from "ws";

const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
server.on("connection", (socket) => {
  socket.on("message", (data, binary) => socket.send(data, { binary }));
  socket.send("ping?");
});
await new Promise((resolve) => server.once("listening", resolve));

const tooLate = setTimeout(() => {
  console.error("no echo within 10 s");
  process.exit(1);
}, 10_000);

const pool = new Pool();
pool.connect(`ws://127.0.0.1:${server.address().port}`);
const heard = [];
for await (const { peer, data } of pool.inbox) {
  heard.push(data);
  if (data === "ping?" && !peer.trySend("pong!")) throw new Error("the answer was not taken");
  if (data === "pong!") await pool.close();
}

server.close();
clearTimeout(tooLate);
if (heard.join() !== "ping?,pong!") throw new Error(`heard ${heard.join()}`);
console.log("echo    skep: ping? pong!");
