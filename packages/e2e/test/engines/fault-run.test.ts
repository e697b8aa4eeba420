// Hubs over a broker that is away, loses copies, comes back empty or older; and what a report says of engines that are wrong.

import type { EngineListener, EngineMessage, ReadAnswer } from "@skep/hub";
import { describe, expect, test } from "vitest";
import {
  complaintsOf,
  type Fault,
  type FaultRunOptions,
  runFault,
} from "../support/engines/fault-run.ts";
import { type EngineBug, UnsteadyBroker } from "../support/engines/unsteady-broker.ts";
import { unsteadyFaults } from "../support/engines/unsteady-faults.ts";
import { testFaults } from "../support/engines/test-faults.ts";

describe("hubs over a broker in this process miss nothing in silence where", () => {
  testFaults("memory", unsteadyFaults, async () => new UnsteadyBroker());
});

/** A few messages, so that a report that fails comes soon. */
const BRIEF: FaultRunOptions = { channels: 4, messages: 60, settle: 1_000 };

const named = (name: string): Fault<UnsteadyBroker> =>
  unsteadyFaults.find((fault) => fault.name === name) as Fault<UnsteadyBroker>;

/** Tells each message as the next one behind what was told before it, so that nobody sees what was lost. */
function forgesTheChain(): EngineBug {
  const told = new Map<EngineListener, Map<string, number>>();
  return {
    hidesTops: true,
    tell(message, isLost, listener) {
      if (isLost) return;
      const offsets = told.get(listener) ?? new Map<string, number>();
      told.set(listener, offsets);
      const previous = offsets.get(message.channel) ?? message.previous;
      offsets.set(message.channel, message.offset);
      listener.message({ ...message, previous });
    },
  };
}

/** Tells every second message with the text of the one before it, and the other way round. */
function swapsTexts(): EngineBug {
  const held = new Map<EngineListener, EngineMessage>();
  return {
    tell(message, _isLost, listener) {
      const before = held.get(listener);
      if (message.channel !== "run:0") return listener.message(message);
      if (before === undefined) return void held.set(listener, message);
      held.delete(listener);
      listener.message({ ...before, payload: message.payload });
      listener.message({ ...message, payload: before.payload });
    },
  };
}

function withoutFirst({ entries = [], ...answer }: ReadAnswer): ReadAnswer {
  const [first, second, ...rest] = entries;
  if (answer.gap !== undefined || first === undefined) return { ...answer, entries } as ReadAnswer;
  const next = second === undefined ? [] : [{ ...second, previous: first.previous }];
  return { top: answer.top, entries: [...next, ...rest] };
}

/** What is wrong with an engine, under which fault it shows, and what the report complains of. */
const BUGS: Record<string, readonly [EngineBug, Fault<UnsteadyBroker>, RegExp]> = {
  "what is lost on the way is hidden": [
    forgesTheChain(),
    named("copies are lost on the way, the last ones too"),
    /^lost: /,
  ],
  "what is read lacks its first message, and hides it": [
    { read: withoutFirst },
    named("clients are cut off while copies are lost"),
    /^falselyRecovered: /,
  ],
  "no top is told": [
    { hidesTops: true },
    {
      name: "all copies are lost, the last ones too",
      run: async (broker) => void (broker.lostCopies = 1),
    },
    /^behind: /,
  ],
  "a hub is left deaf for good": [
    { hidesTops: true, tell: () => {} },
    { name: "nothing", run: async () => {} },
    /^unreached: /,
  ],
  "keys are not looked at": [
    { publish: ({ key: _key, ...request }) => request },
    named("answers to publishes are lost"),
    /^doubled: /,
  ],
  "messages come out of order": [
    swapsTexts(),
    { name: "nothing", run: async () => {} },
    /^disordered: /,
  ],
  "nobody is told that the broker is away": [
    { hidesOutages: true },
    named("the broker is away for a while"),
    /^degraded: 0 hubs of 3$/,
  ],
  "the broker is back, and no hub is told for long": [
    {},
    {
      name: "a long way back",
      async run(broker, { back, pass }) {
        broker.leave();
        back();
        await pass(5_500);
        broker.comeBack();
      },
    },
    /^recovered after /,
  ],
  "an engine throws what is no error of an engine": [
    {
      read: () => {
        throw new TypeError("Cannot read what is not there.");
      },
    },
    {
      name: "some copies are lost",
      async run(broker, { pass }) {
        broker.lostCopies = 0.3;
        await pass(300);
        broker.lostCopies = 0;
      },
    },
    /^mistakes: /,
  ],
  "a gap is told, although everything is there": [
    { read: ({ top }) => ({ top, gap: "trimmed" }) },
    named("copies are lost on the way, the last ones too"),
    /^told a gap: trimmed$/,
  ],
  "nothing is lost by a fault that has to lose something": [
    {},
    { name: "nothing", tells: ["epoch"], run: async () => {} },
    /^nobody was told a gap: epoch$/,
  ],
};

describe("a report complains of an engine that is wrong", () => {
  test.concurrent.each(Object.entries(BUGS))("%s", async (_name, [bug, fault, complaint]) => {
    const broker = new UnsteadyBroker(bug);
    try {
      const complaints = complaintsOf(await runFault(broker, fault, BRIEF), fault);
      expect(complaints).toContainEqual(expect.stringMatching(complaint));
    } finally {
      await broker.end();
    }
  });
});

test("a run whose fault fails, and leaves the broker away, ends with what it failed with", async () => {
  const broker = new UnsteadyBroker();
  const failing: Fault<UnsteadyBroker> = {
    name: "failing",
    async run() {
      broker.leave();
      throw new Error("It cannot be done.");
    },
  };
  await expect(runFault(broker, failing, BRIEF)).rejects.toThrow("It cannot be done.");
  await broker.end();
});
