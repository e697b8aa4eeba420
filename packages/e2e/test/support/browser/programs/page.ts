// What a page gives to its test: a pool, and what was told.
import { defaultEnvironment } from "skep/transport";
import * as observed from "./observed.ts";

/** A dedicated worker, or the port of a shared one, which has to be started. */
interface Port extends EventTarget {
  postMessage(data: unknown, transfer: readonly unknown[]): void;
  start?(): void;
}

/** Hands the page's signals to a worker, which hears less of the platform, and asks it what was told. */
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

function start(kind: keyof Globals, url: string): WorkerHandle {
  const { Worker, SharedWorker } = globalThis as unknown as Globals;
  return new WorkerHandle(kind === "Worker" ? new Worker(url) : new SharedWorker(url).port);
}

Object.assign(globalThis, { skep: { ...observed, start } });
