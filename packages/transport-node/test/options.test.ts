// The check of the options of nodeTransport.
import { ConfigError } from "@skep/core";
import { nodeTransport, type NodeTransportOptions } from "@skep/transport-node";
import { describe, expect, test } from "vitest";
import { checkOptions } from "../src/options.ts";
import { said } from "../../../tools/production/said.ts";

const bytes = Uint8Array.of(1);

describe("the options of nodeTransport", () => {
  test.each([
    [{}],
    [{ agent: {}, ca: "pem", cert: bytes, key: ["pem", bytes], passphrase: "secret" }],
    [{ rejectUnauthorized: false, servername: "", localAddress: "::1" }],
    [{ lookup: () => {}, family: 6, maxFragments: 1, maxBufferedChunks: 2_147_483_647 }],
    [{ skipUTF8Validation: true, perMessageDeflate: false, maxHeaderSize: 65_536 }],
    [
      {
        perMessageDeflate: { threshold: 0, clientMaxWindowBits: 8, serverNoContextTakeover: true },
      },
    ],
  ])("are taken as they are: %o", (options) => {
    expect(checkOptions(options as NodeTransportOptions)).toEqual(options);
  });

  test("leave out what is undefined", () => {
    expect(checkOptions({ ca: undefined } as object)).toEqual({});
  });

  test("are a frozen copy", () => {
    const given = { family: 4 } as const;
    const options = checkOptions(given);
    expect(Object.isFrozen(options)).toBe(true);
    expect(options).not.toBe(given);
    const compressing = { perMessageDeflate: { threshold: 1 } };
    expect(checkOptions(compressing).perMessageDeflate).not.toBe(compressing.perMessageDeflate);
  });

  test.each([
    [null, "nodeTransport must be an object, got null."],
    ["wss://", 'nodeTransport must be an object, got "wss://".'],
    [[], "nodeTransport must be an object, got an array."],
    [{ agent: "http" }, "nodeTransport.agent must be an agent of node:http or node:https"],
    [{ ca: [] }, "nodeTransport.ca must be text, bytes or a list of them"],
    [{ cert: "" }, "nodeTransport.cert must be text, bytes or a list of them"],
    [{ rejectUnauthorized: 0 }, "nodeTransport.rejectUnauthorized must be a boolean, got 0."],
    [{ servername: null }, "nodeTransport.servername must be text, got null."],
    [{ localAddress: "" }, "nodeTransport.localAddress must be text"],
    [{ lookup: {} }, "nodeTransport.lookup must be a function"],
    [{ family: 5 }, "nodeTransport.family must be 0, 4 or 6, got 5."],
    [{ perMessageDeflate: 1 }, "nodeTransport.perMessageDeflate must be a boolean or an object"],
    [{ maxHeaderSize: "64k" }, "nodeTransport.maxHeaderSize must be a whole number from 1, got"],
    [{ maxFragments: 0 }, "nodeTransport.maxFragments must be a whole number from 1, got 0."],
    [{ maxBufferedChunks: 1.5 }, "nodeTransport.maxBufferedChunks must be a whole number from 1"],
    [{ skipUTF8Validation: "yes" }, "nodeTransport.skipUTF8Validation must be a boolean"],
    [
      { perMessageDeflate: { clientMaxWindowBits: 16 } },
      "nodeTransport.perMessageDeflate.clientMaxWindowBits must be a whole number from 8 to 15, got 16.",
    ],
    [
      { perMessageDeflate: { level: 9 } },
      "nodeTransport.perMessageDeflate.level must be a known option (threshold,",
    ],
    [{ followRedirects: true }, "nodeTransport.followRedirects must be a known option (agent, ca,"],
    [{ toString: true }, "nodeTransport.toString must be a known option"],
  ])("refuse %o", (options, message) => {
    expect(() => nodeTransport(options as object)).toThrow(ConfigError);
    expect(() => nodeTransport(options as object)).toThrow(said(message));
  });

  test("do not repeat a secret in an error", () => {
    expect(() => nodeTransport({ passphrase: 271828 } as object)).toThrow(
      said('nodeTransport.passphrase must be text, got "number".'),
    );
  });
});
