// What methods are given and what factories return.
import { describe, expect, expectTypeOf, it } from "vitest";
import {
  checkBatches,
  checkClose,
  checkPayload,
  checkWait,
  checkWorker,
} from "../../src/options/arguments.ts";
import type { MessageData } from "../../src/transport.ts";
import type { CloseOptions } from "../../src/peer.ts";
import { refusal } from "./support/refusal.ts";
import { said } from "../../../../tools/production/said.ts";

const close = (options: unknown): void => checkClose(options as CloseOptions);

describe("a close", () => {
  it.each([undefined, 1000, 3000, 4000, 4999])("may have the code %s", (code) => {
    close({ code });
    close({ code, reason: "reason" });
  });

  it.each([0, 999, 1001, 1005, 1006, 2999, 5000, 3000.5, -1, Number.NaN, Infinity, "1000", null])(
    "may not have the code %s",
    (code) => {
      const error = refusal(() => close({ code }));
      expect(error.path).toBe("code");
      expect(error.message).toContain(said("code must be 1000 or from 3000 to 4999, got "));
      expect(error.value).toBe(code === "1000" ? "string" : code);
    },
  );

  it("may have a reason of 123 bytes in UTF-8", () => {
    close({ code: 1000, reason: "x".repeat(123) });
    close({ code: 1000, reason: "é".repeat(61) });
    close({ reason: "" });
  });

  it.each(["x".repeat(124), "é".repeat(62), "😀".repeat(31), 5, null, {}])(
    "may not have the reason %j",
    (reason) => {
      const error = refusal(() => close({ code: 1000, reason }));
      expect(error.path).toBe("reason");
      expect(error.message).toContain(said("reason must be text of at most 123 bytes, got "));
    },
  );

  it("may be limited by a time and a signal", () => {
    close({});
    close({ timeout: 0, signal: new AbortController().signal });
    close({ timeout: 2 ** 31 - 1, signal: AbortSignal.abort() });
    for (const timeout of [-1, Number.NaN, Infinity, 2 ** 31, "5", null])
      expect(refusal(() => close({ timeout })).path).toBe("timeout");
    for (const signal of [null, 5, {}, new AbortController(), new EventTarget()])
      expect(refusal(() => close({ timeout: 5, signal })).path).toBe("signal");
  });

  it("has no other options, and is not given anything else", () => {
    expect(refusal(() => close({ timout: 3 })).message).toBe(
      said("timout must be a known name (code, reason, timeout, linger, signal), got 3."),
    );
    expect(refusal(() => close(1000)).path).toBe("options");
  });
});

describe("a wait", () => {
  it("takes a signal and nothing else", () => {
    checkWait({});
    checkWait({ signal: new AbortController().signal });
    expect(refusal(() => checkWait({ sgnal: 1 } as object)).path).toBe("sgnal");
    expect(refusal(() => checkWait({ signal: 1 } as object)).path).toBe("signal");
  });
});

describe("batches", () => {
  it("have a most, or none", () => {
    checkBatches({});
    checkBatches({ max: 1 });
    checkBatches({ max: Infinity });
    for (const max of [0, -1, 1.5, Number.NaN, "5", null])
      expect(refusal(() => checkBatches({ max } as object)).path).toBe("max");
    expect(refusal(() => checkBatches({ mx: 3 } as object)).path).toBe("mx");
  });
});

describe("a payload", () => {
  const bytes = new Uint8Array([1, 2, 3]);

  it.each<[string, unknown]>([
    ["text", "text"],
    ["empty text", ""],
    ["an ArrayBuffer", bytes.buffer],
    ["bytes", bytes],
    ["a part of bytes", bytes.subarray(1)],
    ["a DataView", new DataView(bytes.buffer)],
    ["numbers", new Float64Array(2)],
    ["an ArrayBuffer of another realm", { [Symbol.toStringTag]: "ArrayBuffer" }],
    ["a SharedArrayBuffer", new SharedArrayBuffer(2)],
    ["a view of one", new Uint8Array(new SharedArrayBuffer(2))],
    ["a Blob", new Blob(["x"])],
    ["a File", new File(["x"], "name")],
  ])("may be %s", (_, data) => {
    checkPayload(data);
    expectTypeOf(data).toEqualTypeOf<MessageData>();
  });

  it.each([
    [undefined, "undefined"],
    [null, "null"],
    [5, '"number"'],
    [true, "true"],
    [{}, "an object of Object"],
    [[1, 2], "an array"],
    [Promise.resolve(""), "an object of Promise"],
    [Object.create(null), "an object of no class"],
  ])("may not be %o", (data, shown) => {
    expect(refusal(() => checkPayload(data)).message).toBe(
      said(`data must be a string, a buffer, a view of one or a Blob, got ${shown}.`),
    );
  });

  it("may not be in memory that was given away", () => {
    const data = new Uint8Array(2);
    structuredClone(data.buffer, { transfer: [data.buffer] });
    expect(refusal(() => checkPayload(data)).message).toBe(
      said(
        "data must be in a buffer that is neither detached nor too short, got an object of Uint8Array.",
      ),
    );
  });
});

describe("what a worker factory returns", () => {
  const call = (): void => {};
  const worker = { start: call, stop: call, send: call, stats: call, state: "idle" };

  it("may be any object with the methods and the state of a worker", () => {
    expect(checkWorker(worker)).toBe(worker);
    class Own {
      start(): void {}
      stop(): void {}
      send(): void {}
      stats(): void {}
      get state(): string {
        return "idle";
      }
    }
    const own = new Own();
    expect(checkWorker(own)).toBe(own);
  });

  it.each([
    ["nothing", undefined],
    ["null", null],
    ["text", "worker"],
    ["an empty object", {}],
    ["a worker without stats", { ...worker, stats: undefined }],
    ["a worker without a state", { ...worker, state: undefined }],
    ["a worker whose send is no function", { ...worker, send: 5 }],
  ])("may not be %s", (_, value) => {
    const error = refusal(() => checkWorker(value));
    expect(error.path).toBe("workerFactory");
    expect(error.message).toContain(
      said(
        "workerFactory must be a function that returns a worker, with start, stop, send, stats and state, got ",
      ),
    );
  });

  it("may not be a promise, whose rejection is then nobody's", async () => {
    refusal(() => checkWorker(Promise.resolve(worker)));
    refusal(() => checkWorker(Promise.reject(new Error("unheard"))));
    refusal(() => checkWorker(Object.assign(Promise.resolve(), worker)));
    // A rejection that nobody hears would fail the run.
    await Promise.resolve();
  });
});
