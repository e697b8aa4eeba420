// A WebSocket class that stands under a policy of its own, by way of a frame.
import type { WebSocketConstructorLike } from "@skep/transport-browser";

/** What is needed of a page; the tests are checked without the DOM's types, as most of them run elsewhere, too. */
interface Page {
  createElement(name: "iframe"): {
    srcdoc: string;
    readonly contentWindow: object;
    addEventListener(type: "load", listener: () => void): void;
  };
  readonly body: { append(element: unknown): void };
}

/** The class of a frame with that policy (CSP 3), which holds for whatever is made with it. */
export async function classUnder(policy: string): Promise<WebSocketConstructorLike> {
  const page = Reflect.get(globalThis, "document") as Page;
  const frame = page.createElement("iframe");
  frame.srcdoc = `<meta http-equiv="Content-Security-Policy" content="${policy}">`;
  const loaded = new Promise<void>((resolve) => frame.addEventListener("load", resolve));
  page.body.append(frame);
  await loaded;
  return Reflect.get(frame.contentWindow, "WebSocket") as WebSocketConstructorLike;
}
