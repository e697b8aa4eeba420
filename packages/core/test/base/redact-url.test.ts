// What may be shown of text that holds URLs.
import { describe, expect, it } from "vitest";
import { redactUrl } from "../../src/base/redact-url.ts";

describe("redactUrl", () => {
  it.each([
    ["wss://h/path", "wss://h/path"],
    ["wss://user:secret@h/path", "wss://h/path"],
    ["wss://secret@h", "wss://h"],
    ["wss://h/path?token=secret", "wss://h/path?…"],
    ["wss://h/path#secret", "wss://h/path#…"],
    ["wss://user:secret@h?token=secret#secret", "wss://h?…"],
    ["WSS://user:secret@h", "WSS://h"],
    ["wss://[::1]:80/x?secret", "wss://[::1]:80/x?…"],
    ["wss:user:secret@h", "wss:h"],
    ["wss:\\\\user:secret@h", "wss:\\\\h"],
    ["wss://h/pkg@1.2/x", "wss://h/pkg@1.2/x"],
    ["wss://h/a?mail=x@y&token=secret", "wss://h/a?…"],
    ["_wss://user:secret@h", "_wss://h"],
    ["user:secret@h/x?secret", "user:h/x?…"],
    ["/ws?token=secret", "/ws?…"],
    ["./ws#secret", "./ws#…"],
    ["ws?token=secret", "ws?…"],
    ["?secret=1", "?…"],
    ["//user:secret@h/x?secret", "//h/x?…"],
    ["/pkg@1.2/x", "/pkg@1.2/x"],
    ["room#5", "room#5"],
    ["relay 7", "relay 7"],
    ["alice@example.com", "alice@example.com"],
    ["is it? yes", "is it? yes"],
    ["", ""],
  ])("shows of %j: %j", (text, shown) => {
    expect(redactUrl(text)).toBe(shown);
  });

  it("redacts each URL of a text and keeps the rest", () => {
    expect(redactUrl("from wss://a:secret@b/c to wss://d?secret failed: 503")).toBe(
      "from wss://b/c to wss://d?… failed: 503",
    );
    expect(redactUrl("wss://a,wss://u:secret@b?secret")).toBe("wss://a,wss://b?…");
  });

  it("redacts what it has redacted to the same text", () => {
    for (const text of ["wss://u:p@h/x?y#z", "a wss://h#x b"])
      expect(redactUrl(redactUrl(text))).toBe(redactUrl(text));
  });
});
