// The reader in a worker that all tabs share, as one of them sees it.

import type { Told } from "../reader/told.ts";
import type { Home, Listen } from "./home.ts";

export function liveInSharedWorker(listen: Listen): Home {
  // In one expression, as the bundler looks for it.
  const { port } = new SharedWorker(new URL("./shared-worker.ts", import.meta.url), {
    type: "module",
    name: "skep-web-app",
  });
  port.addEventListener("message", ({ data }: MessageEvent<Told>) => listen(data));
  port.start();
  return { wish: (wish) => port.postMessage(wish) };
}
