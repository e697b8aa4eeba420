// A page with real React in StrictMode, and a pool owned by an effect, as docs/browser.md shows it.

import { createElement, type ReactElement, StrictMode, useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import { Pool } from "skep";

declare const document: { readonly body: Element };

/** How often the effect has run. */
let mounts = 0;

function Feed({ url }: { readonly url: string }): ReactElement {
  const [heard, setHeard] = useState("nothing");
  useEffect(() => {
    mounts++;
    const pool = new Pool();
    pool.connect({ url, onOpen: (link) => link.send("hello") });
    void (async () => {
      for await (const { data } of pool.inbox) setHeard(`heard: ${String(data)}`);
    })();
    return () => void pool.close();
  }, [url]);
  return createElement("p", null, heard);
}

const root = createRoot(document.body);

/** One id, again and again within a tick, on one pool. */
function churn(url: string): () => Promise<void> {
  const pool = new Pool();
  for (let left = 20; left > 0; left--) {
    pool.connect({ id: "feed", url });
    void pool.remove("feed");
  }
  pool.connect({ id: "feed", url });
  return () => pool.close();
}

let stop: (() => Promise<void>) | undefined;

Object.assign(globalThis, {
  mount: (url: string) =>
    root.render(createElement(StrictMode, null, createElement(Feed, { url }))),
  unmount: () => root.render(null),
  mounts: () => mounts,
  churn: (url: string) => void (stop = churn(url)),
  stop: () => stop?.(),
});
