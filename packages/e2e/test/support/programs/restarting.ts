// A supervisor of functions until a signal ends it: one fails twice, rests when it is told to, and says what it was handed over.
import { fromFunction, mermaidTree, runUntilSignal, Supervisor } from "@skep/supervise";
import { say } from "./say.ts";

let runs = 0;

const tree = new Supervisor({
  name: "tree",
  children: [
    {
      name: "flaky",
      backoff: { initialDelay: 10 },
      worker: (name) =>
        fromFunction(name, async ({ gate, handover, signal }) => {
          say({ run: ++runs, resumeId: handover?.resumeId, after: handover?.previousExit?.status });
          if (runs < 3) throw new Error("not yet");
          while (!signal.aborted) {
            await gate.check();
            await new Promise((resolve) => setTimeout(resolve, 1));
          }
        }),
    },
  ],
});

tree.addEventListener("started", async ({ record }) => {
  if (record.instance !== 3) return;
  await tree.suspend();
  say({ rests: tree.state().children[0]?.status });
  await tree.resume();
  say({ goesOn: tree.state().children[0]?.status, shown: mermaidTree(tree.state()) });
});

const code = await runUntilSignal(tree);
say({ code, ended: tree.state().children[0]?.status });
process.exit(code);
