// A program whose pool may not keep it alive, with a peer in every state.
import { Pool } from "skep";
import { job, say } from "./say.ts";

const urls = job<Record<string, string>>();
const pool = new Pool({ unref: true });
const peers = Object.entries(urls).map(([id, url]) => pool.connect({ id, url }));
// Or the first dial that fails is a line on the console.
pool.addEventListener("dialfailed", () => {});
const states = (): string[] => peers.map(({ state }) => state);

// Something else to do, for a while.
const working = setInterval(() => {
  if (states().join() !== "connected,connected,dialing,waiting") return;
  clearInterval(working);
  say({ states: states() });
}, 5);

process.once("exit", () => say({ left: states() }));
