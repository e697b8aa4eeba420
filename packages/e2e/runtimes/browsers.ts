// Opens a page in Debian's Chromium or Firefox, by playwright.
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
