// The key of a peer.
import { afterEach, describe, expect, it, vi } from "vitest";
import { addressOf } from "../src/address.ts";
import { ConfigError } from "../src/errors.ts";
import { normalizeUrl } from "../src/url.ts";
import { said } from "../../../tools/production/said.ts";

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

  it.each([
    ["http", "http://h:80/x/", "ws://h/x"],
    ["https", "HTTPS://h:443/x", "wss://h/x"],
    ["https on the port of http", "https://h:80", "wss://h:80"],
  ])("takes %s for the scheme that it stands for", (_, url, key) => {
    expect(normalizeUrl(url)).toBe(key);
  });

  it.each([
    ["a path", "/ws/", "wss://app.example:8443/ws"],
    ["a relative path", "ws", "wss://app.example:8443/shop/ws"],
    ["a query", "?b", "wss://app.example:8443/shop/cart?b"],
    ["a host", "//h/x", "wss://h/x"],
    ["nothing", "", "wss://app.example:8443/shop/cart?a"],
    ["a whole URL", "ws://h", "ws://h"],
    ["a URL of its own scheme without a host", "https:x", "wss://app.example:8443/shop/x"],
  ])("resolves %s against a base", (_, url, key) => {
    expect(normalizeUrl(url, "https://app.example:8443/shop/cart?a#b")).toBe(key);
  });

  it.each(["/ws", "ws", "?b", "//h/x", ""])("refuses %j without a base, and says so", (url) => {
    expect(refusal(url).message).toContain(
      said("url must be an absolute ws: or wss: URL, as the transport has no base"),
    );
  });

  it("refuses what a base of another kind makes of it", () => {
    expect(() => normalizeUrl("ws", "about:blank")).toThrow(
      said("url must be a ws: or wss: URL, got "),
    );
    expect(() => normalizeUrl("/ws", "file:///index.html")).toThrow(
      said("url must be a ws: or wss: URL, got "),
    );
  });

  it("takes a URL object, also one of another realm", () => {
    expect(normalizeUrl(new URL("wss://H/"))).toBe("wss://h");
    expect(normalizeUrl({ href: "wss://H/" } as URL)).toBe("wss://h");
  });

  it.each([
    ["a URL of another scheme", "ftp://h", '"ftp://h"'],
    ["host and port without scheme", "h:8080", '"h:8080"'],
    ["a scheme alone", "wss://", '"wss://"'],
    ["an unclosed bracket", "ws://[::1:8080", '"ws://[::1:8080"'],
    ["a port out of range", "ws://h:65536", '"ws://h:65536"'],
    ["nothing", undefined, "undefined"],
    ["null", null, "null"],
    ["a number", 5, "5"],
    ["a list that would become text", ["wss://h"], "an array"],
    ["an object that is no URL", {}, "an object of Object"],
    ["a URL object of another scheme", new URL("ftp://h/x"), '"ftp://h/x"'],
  ])("refuses %s and names it", (_, url, shown) => {
    const error = refusal(url);
    expect(error.message).toBe(said(`url must be a ws: or wss: URL, got ${shown}.`));
    expect(error.path).toBe("url");
  });

  it.each([
    "ftp://user:canary@h/path",
    "ftp://canary@h/path",
    "ftp://h/path?token=canary",
    "ftp://h/path?mail=a@b.c&token=canary",
    "ftp://h/path?token=a canary",
    "ftp://h/path#canary",
    "user:canary@h",
    "canary:pass@h",
    "h/path?token=canary",
    "//user:canary@h/x",
    "/path?token=canary",
    "wss://user:canary@[::1:8080",
    "wss://user:p/canary?x@h",
    "wss://user:p#canary@h:x",
    "wss://h:x?token=canary",
    "ftp:user:canary@h",
  ])("shows no secret of %s", (url) => {
    for (const target of [url, ...(URL.canParse(url) ? [new URL(url)] : [])]) {
      const error = refusal(target);
      expect(`${error.message} ${String(error.value)}`).not.toMatch(/canary/i);
      expect(error.cause).toBeUndefined();
    }
  });
});

/** A `URL` as that of React Native: it keeps the text as it was given, knows parts of `http:` only, and has no setters. */
class PlainUrl {
  readonly href: string;
  constructor(url: string) {
    if (url === "") throw new TypeError("No URL.");
    this.href = /^\w+:\/\/[^/?#]+$/.test(url) ? `${url}/` : url;
  }
  get protocol(): string {
    return `${this.href.split(":", 1)[0]}:`;
  }
  get host(): string {
    return "";
  }
  get origin(): string {
    return "";
  }
  get hash(): string {
    return "";
  }
}

describe("on a platform whose URL does little", () => {
  afterEach(() => void vi.unstubAllGlobals());

  it.each([
    ["WSS://H:443/", "wss://h"],
    ["ws://h:80/a//?b", "ws://h/a?b"],
    ["wss://h:80", "wss://h:80"],
    ["https://H/Path/?", "wss://h/Path"],
    ["wss://u:P@H/x#y", "wss://u:P@h/x"],
    ["ws://[::1]:8080", "ws://[::1]:8080"],
    ["wss://h?a", "wss://h?a"],
  ])("%s has the key %s all the same", (url, key) => {
    const expected = normalizeUrl(url);
    vi.stubGlobal("URL", PlainUrl);
    expect(normalizeUrl(url)).toBe(key);
    expect(expected).toBe(key);
  });

  it.each(["/ws", "h:8080", "wss://", "ftp://h", ""])("%j is refused all the same", (url) => {
    vi.stubGlobal("URL", PlainUrl);
    expect(refusal(url).path).toBe("url");
  });

  it("two hosts are two origins", () => {
    vi.stubGlobal("URL", PlainUrl);
    expect(addressOf("wss://a.example/x").origin).toBe("wss://a.example");
    expect(addressOf("wss://b.example/x").origin).toBe("wss://b.example");
  });

  it("without any URL the platform is what is wrong, and not the URL", () => {
    vi.stubGlobal("URL", undefined);
    Reflect.deleteProperty(globalThis, "URL");
    expect(() => normalizeUrl("wss://h")).toThrow(ReferenceError);
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
