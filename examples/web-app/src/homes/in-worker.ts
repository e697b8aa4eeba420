// The reader in a dedicated worker, as the page sees it.

import type { Told } from "../reader/told.ts";
import type { Home, Listen } from "./home.ts";

export function liveInWorker(listen: Listen): Home {
  // In one expression, as the bundler looks for it.
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  worker.addEventListener("message", ({ data }: MessageEvent<Told>) => listen(data));
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker is no window
  return { wish: (wish) => worker.postMessage(wish) };
}
