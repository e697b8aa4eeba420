// Which engines serialise handshakes, and which take no Blob, by their names.
import { expect, test } from "vitest";
import { serialisesHandshakes, takesBlobs } from "../src/engine.ts";

const CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)";
const IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15";

test.each([
  ["Chromium", `${CHROME} Chrome/156.0.0.0 Safari/537.36`, true],
  ["Chromium without a head", `${CHROME} HeadlessChrome/156.0.0.0 Safari/537.36`, true],
  ["Edge", `${CHROME} Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0`, true],
  ["Firefox", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", true],
  ["Safari", `${IPHONE} (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1`, false],
  ["Chrome on iOS", `${IPHONE} (KHTML, like Gecko) CriOS/126.0 Mobile/15E148 Safari/604.1`, false],
  ["Firefox on iOS", `${IPHONE} (KHTML, like Gecko) FxiOS/127.0 Mobile/15E148 Safari/605`, false],
  ["happy-dom", `${CHROME} HappyDOM/20.0.0`, false],
  ["Node", "Node.js/24", false],
  ["Deno", "Deno/2.9.6", false],
  ["Bun", "Bun/1.4.5", false],
  ["workerd", "Cloudflare-Workers", false],
])("%s", (_, userAgent, serial) => {
  const platform = { navigator: { userAgent } };
  expect(serialisesHandshakes(platform)).toBe(serial);
  expect(takesBlobs(platform)).toBe(userAgent !== "Cloudflare-Workers");
});

test("a platform without a name does neither", () => {
  for (const platform of [{}, { navigator: {} }]) {
    expect(serialisesHandshakes(platform)).toBe(false);
    expect(takesBlobs(platform)).toBe(true);
  }
});
