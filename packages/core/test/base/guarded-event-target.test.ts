// Listeners that throw or reject harm nobody, and all else is as the platform does it.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { RunInContext } from "../../src/async-context.ts";
import { ConfigError } from "../../src/errors.ts";
import { said } from "../../../../tools/production/said.ts";
import { GuardedEventTarget } from "../../src/base/guarded-event-target.ts";

interface Events {
  ring: Event;
  knock: Event;
}

class Door extends GuardedEventTarget<Events> {
  readonly thrown: [unknown, string][] = [];

  constructor(reading?: string) {
    super(["ring", "knock"], reading);
  }

  protected override listenerThrew(error: unknown, event: Event): void {
    this.thrown.push([error, event.type]);
  }
}

const error = new Error("mine");
let door: Door;
let calls: string[];

beforeEach(() => {
  door = new Door();
  calls = [];
});

afterEach(() => vi.restoreAllMocks());

/** Node warns of a listener that is null, which a run of tests is not to show. */
const ignoreWarnings = (): void =>
  void vi.spyOn(process, "emitWarning").mockImplementation(() => {});

const ring = (): boolean => door.dispatchEvent(new Event("ring"));
const call = (name: string) => (): void => void calls.push(name);

describe("a type of events that there is not", () => {
  it.each(["message", "Ring", "", undefined])("%s is refused where it is listened to", (type) => {
    const listen = (): void => door.addEventListener(type as "ring", call("never"));
    expect(listen).toThrow(ConfigError);
    expect(listen).toThrow(said(`type must be one of ring, knock, got`));
    expect(() => door.removeEventListener(type as "ring", call("never"))).not.toThrow();
  });

  it("is refused with how messages are read, where they are", () => {
    const listen = (type: string) => (): void =>
      new Door("read them").addEventListener(type as "ring", null);
    expect(listen("message")).toThrow(said("type must be one of ring, knock (read them), got"));
    expect(listen("Ring")).toThrow(said("type must be one of ring, knock, got"));
  });
});

describe("a listener", () => {
  it("gets the event, with the target as `this`", () => {
    const seen: unknown[] = [];
    door.addEventListener("ring", function (this: unknown, event) {
      seen.push(this, event.type, event.target, event.currentTarget);
    });
    ring();
    expect(seen).toEqual([door, "ring", door, door]);
  });

  it("hears only its type", () => {
    door.addEventListener("knock", call("knock"));
    ring();
    expect(calls).toEqual([]);
  });

  it("can prevent the default", () => {
    door.addEventListener("ring", (event) => event.preventDefault());
    expect(door.dispatchEvent(new Event("ring", { cancelable: true }))).toBe(false);
  });

  it("can be one for several types", () => {
    const listener = (event: Event): void => void calls.push(event.type);
    door.addEventListener("ring", listener);
    door.addEventListener("knock", listener);
    door.removeEventListener("ring", listener);
    ring();
    door.dispatchEvent(new Event("knock"));
    expect(calls).toEqual(["knock"]);
  });

  it("is called once for each registration, and twice the same is one", () => {
    const listener = call("a");
    door.addEventListener("ring", listener);
    door.addEventListener("ring", listener);
    ring();
    expect(calls).toEqual(["a"]);
    door.addEventListener("ring", listener, { capture: true });
    ring();
    expect(calls).toEqual(["a", "a", "a"]);
  });

  it("is gone after one removal, and can come back", () => {
    const listener = call("a");
    door.addEventListener("ring", listener);
    door.removeEventListener("ring", listener);
    ring();
    door.addEventListener("ring", listener);
    ring();
    expect(calls).toEqual(["a"]);
  });

  it("that is not registered can be removed", () => {
    door.removeEventListener("ring", call("a"));
    expect(ring()).toBe(true);
  });

  it("with `once` is called once", () => {
    door.addEventListener("ring", call("a"), { once: true });
    ring();
    ring();
    expect(calls).toEqual(["a"]);
  });

  it("with `once` is called once though it throws", () => {
    door.addEventListener(
      "ring",
      () => {
        throw error;
      },
      { once: true },
    );
    ring();
    ring();
    expect(door.thrown).toEqual([[error, "ring"]]);
  });

  it("with a signal is gone when it aborts", () => {
    const controller = new AbortController();
    door.addEventListener("ring", call("a"), { signal: controller.signal });
    controller.abort();
    ring();
    expect(calls).toEqual([]);
  });

  it("may be null, which is nobody", () => {
    ignoreWarnings();
    door.addEventListener("ring", null);
    door.removeEventListener("ring", null);
    expect(ring()).toBe(true);
  });
});

describe("an object that listens", () => {
  it("is called as itself, through what `handleEvent` is then", () => {
    const listener = { name: "old", handleEvent(): void {} };
    door.addEventListener("ring", listener);
    listener.handleEvent = function (this: { name: string }) {
      calls.push(this.name);
    };
    listener.name = "new";
    ring();
    expect(calls).toEqual(["new"]);
  });

  it("is one registration too, and can be removed", () => {
    const listener = { handleEvent: call("a") };
    door.addEventListener("ring", listener);
    door.addEventListener("ring", listener);
    ring();
    door.removeEventListener("ring", listener);
    ring();
    expect(calls).toEqual(["a"]);
  });

  it("without `handleEvent` is a listener that throws", () => {
    door.addEventListener("ring", {} as { handleEvent(): void });
    ring();
    expect(door.thrown).toEqual([[expect.any(TypeError), "ring"]]);
  });
});

describe("a listener that fails", () => {
  it("by a throw harms no other, and is told with its event", () => {
    door.addEventListener("ring", () => {
      throw error;
    });
    door.addEventListener("ring", call("next"));
    expect(ring()).toBe(true);
    expect(calls).toEqual(["next"]);
    expect(door.thrown).toEqual([[error, "ring"]]);
  });

  it("by a throw inside `handleEvent` is told as well", () => {
    const handleEvent = (): void => {
      throw error;
    };
    door.addEventListener("ring", { handleEvent });
    ring();
    expect(door.thrown).toEqual([[error, "ring"]]);
  });

  it("by a rejection is told once it is known", async () => {
    door.addEventListener("ring", async () => {
      await Promise.resolve();
      throw error;
    });
    ring();
    expect(door.thrown).toEqual([]);
    await new Promise<void>((resolve) => void setTimeout(resolve, 0));
    expect(door.thrown).toEqual([[error, "ring"]]);
  });

  it("by throwing nothing at all is told as well", () => {
    door.addEventListener("ring", () => {
      throw undefined;
    });
    ring();
    expect(door.thrown).toEqual([[undefined, "ring"]]);
  });
});

describe("what a listener returns", () => {
  it.each([
    ["nothing", undefined],
    ["null", null],
    ["a value", 7],
    ["an object", {}],
    ["a promise that resolves", Promise.resolve(7)],
  ])("is not looked at when it is %s", async (_, result) => {
    door.addEventListener("ring", () => result);
    ring();
    await Promise.resolve();
    expect(door.thrown).toEqual([]);
  });

  it("may be any thenable that rejects", () => {
    const then = (_: unknown, reject: (error: unknown) => void): void => reject(error);
    door.addEventListener("ring", () => ({ then }));
    ring();
    expect(door.thrown).toEqual([[error, "ring"]]);
  });

  it("may be a thenable that throws", () => {
    const then = (): never => {
      throw error;
    };
    door.addEventListener("ring", () => ({ then }));
    ring();
    expect(door.thrown).toEqual([[error, "ring"]]);
  });
});

describe("nonsense", () => {
  it.each([7, "ring", true])("such as %o is the platform's to judge", (listener) => {
    const plain = new EventTarget();
    const judged = (target: EventTarget): string => {
      try {
        target.addEventListener("ring", listener as never);
        return "taken";
      } catch (error) {
        return (error as Error).name;
      }
    };
    expect(judged(door)).toBe(judged(plain));
  });
});

describe("where async contexts are kept", () => {
  let context: string;

  class Room extends Door {
    protected override capture(): RunInContext {
      const captured = context;
      return (run) => {
        const before = context;
        context = captured;
        const result = run();
        context = before;
        return result;
      };
    }
  }

  const where = (): void => void calls.push(context);

  const add = (name: string, type: "ring" | "knock" = "ring"): void => {
    context = name;
    door.addEventListener(type, where);
    context = "the platform";
  };

  beforeEach(() => {
    door = new Room();
  });

  it("a listener runs in that in which it was added", () => {
    add("A");
    ring();
    expect(calls).toEqual(["A"]);
  });

  it("one that is added for two types runs in the one of each", () => {
    add("A", "ring");
    add("B", "knock");
    ring();
    door.dispatchEvent(new Event("knock"));
    expect(calls).toEqual(["A", "B"]);
  });

  it("one that was removed and is added again runs in the new one", () => {
    add("A");
    door.removeEventListener("ring", where);
    add("B");
    ring();
    expect(calls).toEqual(["B"]);
  });

  // happy-dom accepts it and then fails to dispatch.
  it("null is still the platform's to judge", () => {
    ignoreWarnings();
    expect(() => door.addEventListener("ring", null)).not.toThrow();
    door.removeEventListener("ring", null);
  });
});
