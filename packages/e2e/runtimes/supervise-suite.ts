// What supervised functions have to do on every engine. It runs in the engine.
import { type Score, scoreOf } from "@skep/conformance/client";
import {
  fromFunction,
  type FunctionContext,
  type ManagedWorker,
  restartWhenDown,
  Supervisor,
} from "@skep/supervise";
import { Manager, processProbe } from "@skep/watch";
import { same } from "./same.ts";

/** Milliseconds for one case; they take one on a machine that does nothing else. */
const TIMEOUT = 20_000;
const QUICK = { initialDelay: 1, maxDelay: 1 };
const LIVELY = { initialDelay: 5, maxDelay: 10, pollInterval: 5, probeTimeout: 5_000 };

interface Stoppable {
  stop(): Promise<unknown>;
}

/** `ending` stops what the case has begun, when it is over. */
type Case = (ending: <T extends Stoppable>(it: T) => T) => Promise<void>;

const CASES: Readonly<Record<string, Case>> = {
  "start in order and stop in reverse": async () => {
    const told: string[] = [];
    const logged = (name: string): ManagedWorker =>
      fromFunction(name, async (context) => {
        told.push(`+${name}`);
        await aborted(context);
        told.push(`-${name}`);
      });
    const children = ["a", "b", "c"].map((name) => ({ name, worker: logged }));
    const tree = new Supervisor({ name: "tree", children });
    await tree.start();
    await tree.stop();
    same(told, ["+a", "+b", "+c", "-c", "-b", "-a"]);
  },
  "start again what has failed, which knows of it": async (ending) => {
    const lives: unknown[] = [];
    await new Promise<void>((resolve) => {
      const run = async ({ handover, signal }: FunctionContext): Promise<void> => {
        lives.push([handover?.previousExit?.status, handover?.resumeId]);
        if (lives.length < 3) throw new Error("It fails twice.");
        resolve();
        await aborted({ signal });
      };
      const worker = (name: string): ManagedWorker => fromFunction(name, run);
      void ending(treeOf(worker)).start();
    });
    const [, id] = lives[0] as [unknown, string];
    same(typeof id, "string");
    same(lives, [
      [undefined, id],
      ["failed", id],
      ["failed", id],
    ]);
  },
  "rest at their gate and go on": async (ending) => {
    let rounds = 0;
    const work = async ({ gate, signal }: FunctionContext): Promise<void> => {
      for (;;) {
        await gate.check({ signal });
        rounds += 1;
        await pass(1);
      }
    };
    const worker = ending(fromFunction("a", work));
    await worker.start();
    await worker.suspend();
    const resting = [worker.state().status, rounds];
    await pass(50);
    same([worker.state().status, rounds], resting);
    await worker.resume();
    same((await worker.stop()).status, "stopped");
  },
  "are abandoned where they do not listen": async () => {
    const worker = fromFunction("a", () => new Promise(() => {}), { stopTimeout: 10 });
    await worker.start();
    same((await worker.stop()).status, "abandoned");
  },
  "are started again when their watcher finds them down": async (ending) => {
    const workers: ManagedWorker[] = [];
    const worker = (name: string): ManagedWorker => {
      const made = fromFunction(name, aborted);
      workers.push(made);
      return made;
    };
    const tree = ending(treeOf(worker));
    await tree.start();
    const first = workers[0] as ManagedWorker;
    let isDeaf = false;
    const state = (): { status: string } => (isDeaf ? { status: "deaf" } : first.state());
    const manager = ending(new Manager());
    const watcher = manager.watch({ name: "a", probe: processProbe({ state }), backoff: LIVELY });
    await watcher.whenReady();
    const end = restartWhenDown(watcher, tree.child("a"), { startPeriod: 10 });
    const restarted = new Promise<void>((resolve) => {
      tree.addEventListener("restarting", () => resolve());
    });
    isDeaf = true;
    await restarted;
    end();
    same((await first.wait()).status, "stopped");
  },
};

export function proveSupervised(): Promise<Score> {
  const tests = Object.entries(CASES).map(
    ([name, run]) => [`supervised functions ${name}`, () => play(run)] as const,
  );
  return scoreOf(tests, TIMEOUT);
}

async function play(run: Case): Promise<void> {
  const begun: Stoppable[] = [];
  try {
    await run((it) => {
      begun.push(it);
      return it;
    });
  } finally {
    await Promise.all(begun.map((it) => it.stop()));
  }
}

function treeOf(worker: (name: string) => ManagedWorker): Supervisor {
  return new Supervisor({ name: "tree", children: [{ name: "a", worker, backoff: QUICK }] });
}

function aborted({ signal }: Pick<FunctionContext, "signal">): Promise<void> {
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve()));
}

function pass(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
