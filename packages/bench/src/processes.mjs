// Processes of a benchmark: servers that stay for all its runs, and clients that run once and tell their figures.

import { fork, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { commandOf } from "./engines.mjs";

/** No client takes longer; one that does hangs. */
const LONGEST = 180_000;

const pathOf = (script) => fileURLToPath(new URL(script, import.meta.url));

/**
 * Starts a server, which says its port as its first message; `ask` sends it something and gives its answer.
 * Scripts are named from here: `source/flood.mjs`.
 */
export async function startServer(script, args = [], { engine = "node", flags = [] } = {}) {
  const [execPath] = commandOf(engine);
  const child = fork(pathOf(script), args.map(String), { execPath, execArgv: [...flags] });
  const port = await answerOf(child, script);
  return {
    port,
    url: `ws://127.0.0.1:${port}`,
    child,
    async ask(question) {
      child.send(question);
      return answerOf(child, script);
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
}

/** What a process says next. Rejects where it ends instead. */
async function answerOf(child, script) {
  const stopped = new AbortController();
  const { signal } = stopped;
  const ended = once(child, "exit", { signal }).then(([code, by]) => {
    throw new Error(`${script} ended with ${code ?? by}.`);
  });
  try {
    const [answer] = await Promise.race([once(child, "message", { signal }), ended]);
    return answer;
  } finally {
    ended.catch(() => {});
    stopped.abort();
  }
}

/** Starts a client that runs until it is killed. */
export function startClient(script, options) {
  return spawn(process.execPath, [pathOf(script), JSON.stringify(options)], { stdio: "ignore" });
}

/** Runs a script with one argument, options as JSON, and gives what it says last, a line of JSON. */
export async function runClient(script, options, { engine = "node", flags = [] } = {}) {
  const [command, ...args] = commandOf(engine);
  const child = spawn(command, [...args, ...flags, pathOf(script), JSON.stringify(options)], {
    stdio: ["ignore", "pipe", "pipe"],
    timeout: LONGEST,
    killSignal: "SIGKILL",
  });
  const told = { out: "", err: "" };
  child.stdout.on("data", (text) => (told.out += text));
  child.stderr.on("data", (text) => (told.err += text));
  const [code, signal] = await once(child, "close");
  const line = told.out.trimEnd().split("\n").at(-1);
  if (code !== 0 || line === "")
    throw new Error(
      `${script} on ${engine} ended with ${code ?? signal}:\n${told.err || told.out}`,
    );
  return JSON.parse(line);
}
