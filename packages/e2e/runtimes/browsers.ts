// Opens a page in Debian's browsers: Chromium and Firefox by playwright, WebKitGTK by its own driver.
import { spawn } from "node:child_process";
import { chromium, firefox } from "playwright";
import { type BrowserName, flags, installed } from "../../../tools/browsers/installed.ts";

const drivers = { chromium, firefox };

/** Opens the address and keeps it open until `done`; returns the browser's version. */
export async function openPage(
  name: BrowserName,
  address: string,
  done: Promise<unknown>,
): Promise<string> {
  const browser = await drivers[name].launch({
    executablePath: installed(name) ?? "",
    args: [...flags[name]],
    ...(name === "firefox" && { channel: "moz-firefox" }),
  });
  try {
    const page = await browser.newPage();
    await page.goto(address);
    await done;
    return browser.version();
  } finally {
    await browser.close();
  }
}

const DRIVER_PORT = 4_479;
const DRIVER = `http://127.0.0.1:${DRIVER_PORT}`;
const MINI_BROWSER = "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser";

/** The same in WebKitGTK, over the WebDriver protocol, on a screen that nobody sees. */
export async function openInWebKit(address: string, done: Promise<unknown>): Promise<string> {
  const args = ["-a", "WebKitWebDriver", `--port=${DRIVER_PORT}`];
  const env = { ...process.env, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1" };
  const driver = spawn("xvfb-run", args, { env, stdio: "ignore", detached: true });
  try {
    await untilReady();
    const { sessionId, capabilities } = await ask("session", { capabilities: CAPABILITIES });
    await ask(`session/${sessionId}/url`, { url: address });
    await done;
    await fetch(`${DRIVER}/session/${sessionId}`, { method: "DELETE" });
    return capabilities.browserVersion;
  } finally {
    // The driver, the screen and the browser are one group.
    process.kill(-(driver.pid as number), "SIGKILL");
  }
}

const CAPABILITIES = {
  alwaysMatch: {
    "webkitgtk:browserOptions": { binary: MINI_BROWSER, args: ["--automation"] },
  },
};

interface Session {
  readonly sessionId: string;
  readonly capabilities: { readonly browserVersion: string };
}

async function ask(path: string, body: object): Promise<Session> {
  const response = await fetch(`${DRIVER}/${path}`, { method: "POST", body: JSON.stringify(body) });
  const { value } = (await response.json()) as { value: Session };
  if (!response.ok) throw new Error(JSON.stringify(value));
  return value;
}

async function untilReady(): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const ready = await fetch(`${DRIVER}/status`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (ready) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("WebKitWebDriver did not start.");
}
