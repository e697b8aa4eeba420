// A pool or a connection in a worker, dedicated or shared, with the signals that its page hands over.
import type { Environment } from "skep";
import * as connection from "./connection.ts";
import { platform, read, told } from "./observed.ts";
import * as pool from "./pool.ts";

type Listener = Parameters<Environment["subscribe"]>[0];

const listeners = new Set<Listener>();
const environment: Environment = {
  subscribe(listener) {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

interface Port extends EventTarget {
  postMessage(data: unknown, transfer: readonly unknown[]): void;
  start?(): void;
}

function serve(port: Port): void {
  port.addEventListener("message", (event) => {
    const { signal } = (event as MessageEvent<{ signal?: Parameters<Listener>[0] }>).data;
    if (signal === undefined) port.postMessage({ told, platform, read }, []);
    else for (const listener of listeners) listener(signal);
  });
  port.start?.();
}

const scope = globalThis as unknown as Port & { readonly location: { readonly search: string } };
if ("onconnect" in globalThis)
  scope.addEventListener("connect", (event) => serve((event as MessageEvent).ports[0] as Port));
else serve(scope);

const asked = new URLSearchParams(scope.location.search);
const delay = Number(asked.get("delay"));
const retry = { initialDelay: delay, minDelay: delay, maxDelay: delay };
const { open } = asked.get("with") === "connection" ? connection : pool;
open(asked.get("peer") ?? "", { retry }, environment);
