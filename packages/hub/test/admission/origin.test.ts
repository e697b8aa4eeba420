// The matrix of origins: what a page says of where it comes from, against what the hub is called.

import { describe, expect, test } from "vitest";
import { originFault, type OriginRules } from "../../src/admission/origin.ts";

const RULES: OriginRules = { allowedOrigins: undefined, requireOrigin: false, proxies: 0 };

const headers = (
  given: Record<string, string | undefined>,
): { get(name: string): string | null } => ({
  get: (name) => given[name] ?? null,
});

const LISTED: Partial<OriginRules> = { allowedOrigins: ["https://app.example", "null"] };
const BEHIND: Partial<OriginRules> = { proxies: 1 };

interface Row {
  readonly origin?: string;
  readonly host?: string;
  readonly forwarded?: string;
  readonly rules?: Partial<OriginRules>;
  readonly isLetIn: boolean;
}

const MATRIX: Record<string, Row> = {
  "no origin, as programs send none": { host: "hub.example", isLetIn: true },
  "no origin, where one is required": {
    host: "hub.example",
    rules: { requireOrigin: true },
    isLetIn: false,
  },
  "its own": { origin: "https://hub.example", host: "hub.example", isLetIn: true },
  "its own over plain HTTP, as a proxy speaks TLS": {
    origin: "http://hub.example",
    host: "hub.example",
    isLetIn: true,
  },
  "its own, in capitals": { origin: "https://HUB.example", host: "hub.EXAMPLE", isLetIn: true },
  "its own, the port of the scheme written out in Host": {
    origin: "https://hub.example",
    host: "hub.example:443",
    isLetIn: true,
  },
  "its own, the port of the scheme written out in Origin": {
    origin: "http://hub.example:80",
    host: "hub.example",
    isLetIn: true,
  },
  "its own on another port": {
    origin: "http://hub.example:8080",
    host: "hub.example:8080",
    isLetIn: true,
  },
  "its own, where the port of the other scheme is written out": {
    origin: "http://hub.example",
    host: "hub.example:443",
    isLetIn: false,
  },
  "its own by an address of IPv6": {
    origin: "http://[::1]:8080",
    host: "[::1]:8080",
    isLetIn: true,
  },
  "its own by an address of IPv4": {
    origin: "http://127.0.0.1:8080",
    host: "127.0.0.1:8080",
    isLetIn: true,
  },
  "localhost and its address are two hosts": {
    origin: "http://localhost:8080",
    host: "127.0.0.1:8080",
    isLetIn: false,
  },
  "its own, in punycode and in letters": {
    origin: "https://xn--bcher-kva.example",
    host: "bücher.example",
    isLetIn: true,
  },
  "a foreign host": { origin: "https://evil.example", host: "hub.example", isLetIn: false },
  "a foreign port": {
    origin: "http://hub.example:8081",
    host: "hub.example:8080",
    isLetIn: false,
  },
  "a host below its own": {
    origin: "https://evil.hub.example",
    host: "hub.example",
    isLetIn: false,
  },
  "a host that ends like its own": {
    origin: "https://evilhub.example",
    host: "hub.example",
    isLetIn: false,
  },
  "a host that begins like its own": {
    origin: "https://hub.example.evil.example",
    host: "hub.example",
    isLetIn: false,
  },
  "its own as a user of a foreign one": {
    origin: "https://hub.example@evil.example",
    host: "hub.example",
    isLetIn: false,
  },
  "a foreign one as a user of its own": {
    origin: "https://evil.example@hub.example",
    host: "hub.example",
    isLetIn: false,
  },
  "its own with a path, which is no origin": {
    origin: "https://hub.example/page",
    host: "hub.example",
    isLetIn: false,
  },
  "null, which sandboxed pages say": { origin: "null", host: "hub.example", isLetIn: false },
  "null, where it is listed": {
    origin: "null",
    host: "hub.example",
    rules: LISTED,
    isLetIn: true,
  },
  "an empty one": { origin: "", host: "hub.example", isLetIn: false },
  "an empty one without a Host": { origin: "", isLetIn: false },
  "one without a Host": { origin: "https://hub.example", isLetIn: false },
  "a file": { origin: "file://", host: "", isLetIn: false },
  "an extension of a browser": {
    origin: "chrome-extension://abcdef",
    host: "abcdef",
    isLetIn: false,
  },
  "no URL": { origin: "hub.example", host: "hub.example", isLetIn: false },
  "one that is listed": {
    origin: "https://app.example",
    host: "hub.example",
    rules: LISTED,
    isLetIn: true,
  },
  "one that is listed, with another scheme": {
    origin: "http://app.example",
    host: "hub.example",
    rules: LISTED,
    isLetIn: false,
  },
  "one that a function allows": {
    origin: "https://x.example",
    host: "hub.example",
    rules: { allowedOrigins: (origin) => origin.endsWith(".example") },
    isLetIn: true,
  },
  "one about which a function throws": {
    origin: "https://x.example",
    host: "hub.example",
    rules: {
      allowedOrigins: () => {
        throw new Error("no");
      },
    },
    isLetIn: false,
  },
  "one about which a function answers with a promise": {
    origin: "https://x.example",
    host: "hub.example",
    rules: { allowedOrigins: (async () => true) as never },
    isLetIn: false,
  },
  "its own, as a proxy that is believed has said": {
    origin: "https://hub.example",
    host: "127.0.0.1:8080",
    forwarded: "hub.example",
    rules: BEHIND,
    isLetIn: true,
  },
  "its own, as a proxy has said that is not believed": {
    origin: "https://evil.example",
    host: "hub.example",
    forwarded: "evil.example",
    isLetIn: false,
  },
  "what a client has written in front of what its proxy has": {
    origin: "https://evil.example",
    host: "127.0.0.1:8080",
    forwarded: "evil.example, hub.example",
    rules: BEHIND,
    isLetIn: false,
  },
};

describe("an upgrade with an origin", () => {
  test.each(Object.entries(MATRIX))("%s", (_title, { origin, host, forwarded, rules, isLetIn }) => {
    const fault = originFault(headers({ origin, host, "x-forwarded-host": forwarded }), {
      ...RULES,
      ...rules,
    });
    expect(fault === undefined).toBe(isLetIn);
  });

  test("that is refused is logged with both sides, so that nobody has to guess", () => {
    const fault = originFault(
      headers({ origin: "https://app.example", host: "10.0.0.7:8080" }),
      RULES,
    );
    expect(fault).toContain('"https://app.example"');
    expect(fault).toContain('"10.0.0.7:8080"');
    expect(fault).toContain("allowedOrigins");
  });

  test("that is refused fills no log: of a long one a part is told, and no line break", () => {
    const long = `https://evil.example/\n${"x".repeat(10_000)}`;
    const fault = originFault(headers({ origin: long, host: long }), RULES) ?? "";
    expect(fault.length).toBeLessThan(1_000);
    expect(fault).not.toContain("\n");
  });
});
