// How silence is judged, for each thing that options and socket can be.
import { describe, expect, it } from "vitest";
import type { SessionOptions } from "../../src/options/options.ts";
import type { Socket } from "../../src/transport.ts";
import { livenessOf } from "../../src/worker/liveness.ts";
import { options } from "../session/support/session-options.ts";

const mute: Socket = {
  send() {},
  close() {},
  terminate() {},
  bufferedAmount: undefined,
};
const pinging: Socket = { ...mute, ping() {} };
const probe = { message: () => "ping?" };

describe("the mode", () => {
  it.each<[string, Partial<SessionOptions>, alone: string, withPing: string]>([
    ["by default", {}, "none", "ping"],
    ["with a probe", { probe }, "probe", "ping"],
    ["with a timeout", { keepaliveTimeout: 5_000 }, "passive", "ping"],
    ["with a timeout and a probe", { keepaliveTimeout: 5_000, probe }, "probe", "ping"],
    ["with pings off", { pingInterval: 0 }, "none", "none"],
    ["with pings off and a probe", { pingInterval: 0, probe }, "none", "none"],
    [
      "with pings off and a timeout",
      { pingInterval: 0, keepaliveTimeout: 1 },
      "passive",
      "passive",
    ],
    ["with the timeout off", { keepaliveTimeout: 0 }, "none", "none"],
    ["with the timeout off and a probe", { keepaliveTimeout: 0, probe }, "none", "none"],
  ])("%s", (_, changes, alone, withPing) => {
    const modes = [mute, pinging].map((socket) => livenessOf(options(changes), socket));
    expect(modes).toEqual([alone, withPing]);
  });
});
