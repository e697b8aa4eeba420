// What can be said of a screenshot without looking at it: how many colours it has, and how bright its ground is.

import type { Browser } from "playwright";

export interface Picture {
  readonly colours: number;
  /** Of its first pixel, 0 to 255. */
  readonly brightness: number;
}

/** A browser is the decoder of PNG that is at hand. */
export async function look(browser: Browser, png: Buffer): Promise<Picture> {
  const page = await browser.newPage();
  try {
    return await page.evaluate<Picture>(`(${READ})(${JSON.stringify(png.toString("base64"))})`);
  } finally {
    await page.close();
  }
}

const READ = `async (base64) => {
  const bytes = Uint8Array.from(atob(base64), (each) => each.charCodeAt(0));
  const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
  context.drawImage(bitmap, 0, 0);
  const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
  const colours = new Set(new Uint32Array(data.buffer));
  return { colours: colours.size, brightness: Math.max(data[0], data[1], data[2]) };
}`;
