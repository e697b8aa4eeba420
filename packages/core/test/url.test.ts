// The key of a peer and the address that is dialled.
import { describe, expect, it } from "vitest";
import { ConfigError } from "../src/errors.ts";
import { dialUrl, normalizeUrl } from "../src/url.ts";

describe("normalizeUrl", () => {
  it.each([
    ["removes one trailing slash", "wss://h/", "wss://h"],
    ["removes several trailing slashes", "wss://h//", "wss://h"],
    ["removes a slash after a path and keeps the path", "wss://h/path/", "wss://h/path"],
    ["lower-cases the scheme", "WSS://h", "wss://h"],
    ["lower-cases the host", "wss://H", "wss://h"],
    ["removes port 443 of wss", "wss://h:443", "wss://h"],
    ["removes port 80 of ws", "ws://h:80", "ws://h"],
    ["does all of it at once", "WSS://H:443/", "wss://h"],
    ["keeps port 80 of wss", "wss://h:80", "wss://h:80"],
    ["keeps port 443 of ws", "ws://h:443", "ws://h:443"],
    ["keeps another port", "wss://h:8080", "wss://h:8080"],
    ["keeps a path", "wss://h/path", "wss://h/path"],
    ["keeps the case of a path", "wss://h/Path", "wss://h/Path"],
    ["keeps slashes inside a path", "wss://h/a//b", "wss://h/a//b"],
    ["keeps a query", "wss://h/?a=1", "wss://h?a=1"],
    ["keeps the case of a query", "wss://h/p/?A=B/", "wss://h/p?A=B/"],
    ["keeps the brackets of IPv6", "wss://[::1]:443/x", "wss://[::1]/x"],
    ["keeps the port of IPv6", "ws://[::1]:8080/x", "ws://[::1]:8080/x"],
    ["keeps port and path", "ws://h:8080/path", "ws://h:8080/path"],
    ["drops the fragment", "wss://h/x#part", "wss://h/x"],
    ["drops a fragment that holds a query", "wss://h#?a=1", "wss://h"],
    ["keeps user info", "wss://u:p@h/", "wss://u:p@h"],
    ["keeps a user without password", "wss://u@h/", "wss://u@h"],
    ["keeps a password without user", "wss://:p@h/", "wss://:p@h"],
    ["leaves a normal URL unchanged", "wss://h/path?a=1", "wss://h/path?a=1"],
    ["resolves dot segments, as the platform does", "wss://h/a/../b/./c", "wss://h/b/c"],
    ["ignores space around it, as the platform does", "  wss://h/ ", "wss://h"],
  ])("%s", (_, url, key) => {
    expect(normalizeUrl(url)).toBe(key);
    expect(normalizeUrl(key)).toBe(key);
  });

  it("takes a URL object, also one of another realm", () => {
    expect(normalizeUrl(new URL("wss://H/"))).toBe("wss://h");
    expect(normalizeUrl({ href: "wss://H/" } as URL)).toBe("wss://h");
  });

  it.each([
    ["an http URL", "http://h", '"http://h"'],
    ["an https URL", "https://h", '"https://h"'],
    ["host and port without scheme", "h:8080", '"h:8080"'],
    ["empty text", "", '""'],
    ["text", "relay", '"relay"'],
    ["a scheme alone", "wss://", '"wss://"'],
    ["an unclosed bracket", "ws://[::1:8080", '"ws://[::1:8080"'],
    ["a port out of range", "ws://h:65536", '"ws://h:65536"'],
    ["nothing", undefined, "undefined"],
    ["null", null, "null"],
    ["a number", 5, "5"],
    ["a list that would become text", ["wss://h"], "an array"],
    ["an object that is no URL", {}, "an object of Object"],
    ["a URL object of another scheme", new URL("http://h/x"), '"http://h/x"'],
  ])("refuses %s and names it", (_, url, shown) => {
    const error = refusal(url);
    expect(error.message).toBe(`url must be a ws: or wss: URL, got ${shown}.`);
    expect(error.path).toBe("url");
  });

  it.each([
    "http://user:canary@h/path",
    "http://canary@h/path",
    "http://h/path?token=canary",
    "http://h/path?mail=a@b.c&token=canary",
    "http://h/path?token=a canary",
    "http://h/path#canary",
    "user:canary@h",
    "canary:pass@h",
    "h/path?token=canary",
    "wss://user:canary@[::1:8080",
    "wss://user:p/canary?x@h",
    "wss://user:p#canary@h:x",
    "wss://h:x?token=canary",
    "http:user:canary@h",
  ])("shows no secret of %s", (url) => {
    for (const target of [url, ...(URL.canParse(url) ? [new URL(url)] : [])]) {
      const error = refusal(target);
      expect(`${error.message} ${String(error.value)}`).not.toMatch(/canary/i);
      expect(error.cause).toBeUndefined();
    }
  });
});

describe("dialUrl", () => {
  it.each([
    ["as given", "WSS://H:443/a//?Q=1", "WSS://H:443/a//?Q=1"],
    ["without the fragment", "wss://h/#a#b", "wss://h/"],
    ["without a fragment of two lines", "wss://h/#a\nb", "wss://h/"],
    ["without space around it", " wss://h/ ", "wss://h/"],
  ])("is the URL %s", (_, url, dialled) => {
    expect(dialUrl(url)).toBe(dialled);
  });

  it("takes a URL object, also one of another realm", () => {
    expect(dialUrl(new URL("wss://h/x#y"))).toBe("wss://h/x");
    expect(dialUrl({ href: "wss://h/x#y" } as URL)).toBe("wss://h/x");
  });

  it("refuses what cannot be dialled", () => {
    expect(() => dialUrl("http://h")).toThrow(ConfigError);
    expect(() => dialUrl(undefined as never)).toThrow(ConfigError);
  });
});

function refusal(url: unknown): ConfigError {
  try {
    normalizeUrl(url as string);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return error as ConfigError;
  }
  throw new Error(`accepted ${String(url)}`);
}
