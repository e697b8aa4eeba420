// A worker as its page sees it: it is handed the page's signals, as it hears less of the platform, and asked what was told.
import { defaultEnvironment } from "skep/transport";

/** A dedicated worker, or the port of a shared one, which has to be started. */
interface Port extends EventTarget {
  postMessage(data: unknown, transfer: readonly unknown[]): void;
  start?(): void;
}

class WorkerHandle {
  readonly #port: Port;

  constructor(port: Port) {
    this.#port = port;
    port.start?.();
    defaultEnvironment()?.subscribe((signal) => port.postMessage({ signal }, []));
  }

  ask(): Promise<unknown> {
    return new Promise((resolve) => {
      const answered = (event: Event): void => resolve((event as MessageEvent).data);
      this.#port.addEventListener("message", answered, { once: true });
      this.#port.postMessage({ ask: true }, []);
    });
  }
}

interface Globals {
  readonly Worker: new (url: string) => Port;
  readonly SharedWorker: new (url: string) => { readonly port: Port };
}

export function start(kind: keyof Globals, url: string): WorkerHandle {
  const { Worker, SharedWorker } = globalThis as unknown as Globals;
  return new WorkerHandle(kind === "Worker" ? new Worker(url) : new SharedWorker(url).port);
}
