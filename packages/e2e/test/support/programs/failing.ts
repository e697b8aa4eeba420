// A program that meets failure after failure, listens to nothing and catches nothing, and ends well.
import { Pool } from "skep";
import { job, say } from "./say.ts";

const urls = job<Record<string, string>>();
const giveUp = new AbortController();
const retry = { initialDelay: 10, minDelay: 10, maxDelay: 10 };
const pool = new Pool({ retry, signal: giveUp.signal });

for (const [id, url] of Object.entries(urls)) pool.connect({ id, url });
pool.connect({ id: "provider", url: () => Promise.reject(new Error("No way.")) });
pool.addEventListener("dialfailed", () => Promise.reject(new Error("Not my day.")));
pool.addEventListener("error", () => {
  throw new Error("Nor mine.");
});

const isDone = ({ dials }: { readonly dials: number }): boolean => dials >= 3;

const waiting = setInterval(() => {
  if (!pool.stats().peers.every(isDone)) return;
  clearInterval(waiting);
  void pool.closed.then(() => say({ closed: pool.stats().dials }));
  giveUp.abort(new Error("Enough."));
}, 5);
