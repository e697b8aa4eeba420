// Opens a page in Debian's WebKitGTK over the WebDriver protocol (W3C), on a screen that nobody sees.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";

interface Session {
  readonly sessionId: string;
}

/** What it takes; undefined where nothing is missing. */
export function webKitMissing(): string | undefined {
  if (!existsSync("/usr/bin/xvfb-run")) return "xvfb";
  const found = existsSync("/usr/bin/WebKitWebDriver") && miniBrowser() !== undefined;
  return found ? undefined : "webkit2gtk-driver";
}

/** Opens the address and keeps it open until `done`. */
export async function openInWebKit(address: string, done: Promise<unknown>): Promise<void> {
  const port = await freePort();
  const driver = startDriver(port);
  try {
    const ask = (path: string, body: object): Promise<Session> => post(port, path, body);
    await untilReady(port);
    const browserOptions = { binary: miniBrowser(), args: ["--automation"] };
    const alwaysMatch = { "webkitgtk:browserOptions": browserOptions };
    const { sessionId } = await ask("session", { capabilities: { alwaysMatch } });
    await ask(`session/${sessionId}/url`, { url: address });
    await done;
  } finally {
    // The driver, the screen and the browser are one group.
    process.kill(-(driver.pid as number), "SIGKILL");
  }
}

function startDriver(port: number): ChildProcess {
  const env = { ...process.env, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1" };
  return spawn("xvfb-run", ["-a", "WebKitWebDriver", `--port=${port}`], {
    env,
    stdio: "ignore",
    detached: true,
  });
}

/** It stands in a folder of the machine's architecture. */
function miniBrowser(): string | undefined {
  return readdirSync("/usr/lib")
    .filter((name) => name.endsWith("-linux-gnu"))
    .map((name) => join("/usr/lib", name, "webkit2gtk-4.1", "MiniBrowser"))
    .find((path) => existsSync(path));
}

async function post(port: number, path: string, body: object): Promise<Session> {
  const address = `http://127.0.0.1:${port}/${path}`;
  const response = await fetch(address, { method: "POST", body: JSON.stringify(body) });
  const { value } = (await response.json()) as { value: Session };
  if (!response.ok) throw new Error(JSON.stringify(value));
  return value;
}

async function untilReady(port: number): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const ready = await fetch(`http://127.0.0.1:${port}/status`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (ready) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("WebKitWebDriver did not start.");
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
