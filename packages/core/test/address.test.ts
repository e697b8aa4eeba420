// What is dialled, and where, of the URL of a peer.
import { describe, expect, it } from "vitest";
import { addressOf } from "../src/address.ts";
import { ConfigError } from "../src/errors.ts";
import { normalizeUrl } from "../src/url.ts";

describe("the URL of an address", () => {
  it.each([
    ["as given", "WSS://H:443/a//?Q=1", "WSS://H:443/a//?Q=1"],
    ["without the fragment", "wss://h/#a#b", "wss://h/"],
    ["without a fragment of two lines", "wss://h/#a\nb", "wss://h/"],
    ["without space around it", " wss://h/ ", "wss://h/"],
    ["with the scheme that it stands for", "https://h/x?y#z", "wss://h/x?y"],
    ["with its slashes", "ws:h/x", "ws://h/x"],
  ])("is the one %s", (_, url, dialled) => {
    expect(addressOf(url).url).toBe(dialled);
  });

  it("takes a URL object, also one of another realm", () => {
    expect(addressOf(new URL("wss://h/x#y")).url).toBe("wss://h/x");
    expect(addressOf({ href: "wss://h/x#y" } as URL).url).toBe("wss://h/x");
  });

  it("refuses what cannot be dialled", () => {
    expect(() => addressOf("ftp://h")).toThrow(ConfigError);
    expect(() => addressOf(undefined as never)).toThrow(ConfigError);
  });
});

describe("the origin of an address", () => {
  it("is scheme, host and port, which is not what every platform says of ws:", () => {
    expect(addressOf("wss://user:pass@H:443/a?b").origin).toBe("wss://h");
    expect(addressOf("ws://[::1]:8080/").origin).toBe("ws://[::1]:8080");
  });
});

describe("the key of an address", () => {
  it("is that of its URL, also of a relative one", () => {
    expect(addressOf("/ws/?a", "https://H:443/shop/").key).toBe("wss://h/ws?a");
    expect(addressOf("WSS://H/x/").key).toBe(normalizeUrl("WSS://H/x/"));
  });
});
