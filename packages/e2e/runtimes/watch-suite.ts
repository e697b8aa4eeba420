// What watchers have to do on every engine, against servers on Node. It runs in the engine.
import { type Score, scoreOf } from "@skep/conformance/client";
import type { Transport } from "@skep/core";
import { healthHandler, httpProbe, Manager, type Probe, webSocketProbe } from "@skep/watch";
import { same } from "./same.ts";

/** What the engine can reach. */
export interface WatchScene {
  /** Of an HTTP server that answers everything. */
  readonly home: string;
  /** Of a hub. */
  readonly hub: string;
  readonly transport: () => Transport;
  /** Probes of this engine alone, by what they show. */
  readonly more?: Readonly<Record<string, Probe>> | undefined;
}

/** Milliseconds for one case; they take one on a machine that does nothing else. */
const TIMEOUT = 20_000;
const BACKOFF = { initialDelay: 20, maxDelay: 100, pollInterval: 50, probeTimeout: 5_000 };

type Case = (manager: Manager, scene: WatchScene) => Promise<void>;

const CASES: Readonly<Record<string, Case>> = {
  "see a server that answers over HTTP": async (manager, { home }) => {
    await becomes(manager, "ready", httpProbe(home, { body: "<" }));
  },
  "see that nobody listens, and say why": async (manager) => {
    // No port that `fetch` itself refuses.
    await becomes(manager, "down", httpProbe("http://127.0.0.1:2/"));
    same(typeof manager.status()["service"]?.last_error, "string");
  },
  "dial a WebSocket": async (manager, { hub, transport }) => {
    await becomes(manager, "ready", webSocketProbe(hub, { transport: transport() }));
  },
  "give a probe up that hangs": async (manager) => {
    const reasons: unknown[] = [];
    const hanging: Probe = ({ signal }) => {
      signal.addEventListener("abort", () => void reasons.push((signal.reason as Error).name));
      return new Promise(() => {});
    };
    await becomes(manager, "down", hanging, { probeTimeout: 50 });
    same(reasons, ["ProbeTimeoutError"]);
  },
  "tell each change, in order, until they are stopped": async (manager) => {
    let answer = true;
    const watcher = manager.watch({ name: "service", probe: () => answer, backoff: BACKOFF });
    const told: string[] = [];
    for await (const { to } of watcher.transitions()) {
      if (told.push(to) === 3) void watcher.stop();
      answer = !answer;
    }
    same(told, ["ready", "down", "ready"]);
  },
  "answer for their services": async (manager) => {
    manager.watch({ name: "service", probe: () => false, critical: true });
    await manager.get("service")?.probeNow();
    const handle = healthHandler(manager);
    const asked = async (path: string): Promise<number> =>
      (await handle(new Request(`http://localhost/health/${path}`))).status;
    same([await asked("live"), await asked("ready"), await asked("page")], [200, 503, 200]);
  },
};

export async function proveWatchers(scene: WatchScene): Promise<Score> {
  const own = Object.entries(scene.more ?? {}).map(
    ([name, probe]) => [name, (manager: Manager) => becomes(manager, "ready", probe)] as const,
  );
  const cases: readonly (readonly [string, Case])[] = [...Object.entries(CASES), ...own];
  const tests = cases.map(([name, run]) => [`watchers ${name}`, () => play(run, scene)] as const);
  return scoreOf(tests, TIMEOUT);
}

async function play(run: Case, scene: WatchScene): Promise<void> {
  const manager = new Manager();
  try {
    await run(manager, scene);
  } finally {
    await manager.stop();
  }
}

async function becomes(
  manager: Manager,
  state: "ready" | "down",
  probe: Probe,
  backoff: { readonly probeTimeout?: number } = {},
): Promise<void> {
  const watcher = manager.watch({ name: "service", probe, backoff: { ...BACKOFF, ...backoff } });
  for await (const { error, to } of watcher.transitions()) {
    same([to, to === state ? "" : String(error)], [state, ""]);
    return;
  }
}
