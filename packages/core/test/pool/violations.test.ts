// A peer that breaks a rule: the rule is named at the first level, in the event, the error and the log.
import { expect, test } from "vitest";
import { World } from "./support/world.ts";
import { said } from "../../../../tools/production/said.ts";

const MISMATCH = 'the server chose no subprotocol, and "chat.v2" was offered';

test("a violation in the upgrade says which rule was broken, and not only that one was", async () => {
  const lines: unknown[] = [];
  const log = (_: string, facts: object): unknown => lines.push(Reflect.get(facts, "reason"));
  const world = new World({ logger: { debug: log, info: log, warn: log, error: log } });
  (await world.dialed()).violate("protocol", new Error("ws"), MISMATCH);
  const reason = said(`the peer broke the protocol: ${MISMATCH}`, `violation ${MISMATCH}`);
  const [failed] = world.of("dialfailed");
  expect(failed?.reason).toBe(reason);
  expect(failed?.cause.message).toBe(
    said(`The dial to "a" failed in the upgrade: ${reason}.`, `ERR_DIAL "a" handshake ${reason}`),
  );
  expect(failed?.cause).toMatchObject({ kind: "violation", detail: MISMATCH });
  expect(lines.join()).toContain(reason);
  await world.end();
});

test("a message above readLimit says its size and the limit", async () => {
  const world = new World({ readLimit: 4 });
  (await world.connected()).message("too large");
  const [ended] = world.of("disconnected");
  expect(ended?.reason).toBe(
    said(
      "a message was larger than readLimit: 9 bytes, and 4 are allowed",
      "readLimit 9 bytes, and 4 are allowed",
    ),
  );
  expect(ended?.cause).toMatchObject({ kind: "readLimit", detail: "9 bytes, and 4 are allowed" });
  await world.end();
});
