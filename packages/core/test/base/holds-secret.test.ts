// Whether a URL seems to hold a secret.
import { expect, test } from "vitest";
import { holdsSecret } from "../../src/base/holds-secret.ts";

test.each([
  "wss://user:pass@h/",
  "wss://token@h",
  "WSS://h/?token=1",
  "ws://h/path?x=1&access_token=1",
  "wss://h?apiKey=1",
  "wss://h?X-Amz-Signature=1",
  "wss://h?sig=1",
  "wss://h?X-Amz-Credential=1",
  "wss://h?jwt=1",
  "wss://h?s=4eC39HqLyjWDarjtT1zdp7dc",
])("%s does", (url) => {
  expect(holdsSecret(url)).toBe(true);
});

test.each([
  "wss://h/",
  "wss://h/path@2/x",
  "wss://h?room=lobby&page=12",
  "wss://h?design=signal&author=me",
  "wss://h?since=2026-01-01T00:00:00.000Z",
  "wss://h?streams=btcusdt@trade/ethusdt@trade",
  "wss://h?name=alllettersandnodigitsatalltosee&page=1",
  "a name?token=1",
  "",
])("%s does not", (url) => {
  expect(holdsSecret(url)).toBe(false);
});
