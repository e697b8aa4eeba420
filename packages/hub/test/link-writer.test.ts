// Writes to links of both kinds: those that take finished frames, and those of platforms that take texts.

import { describe, expect, test } from "vitest";
import type { Link } from "../src/acceptor/link.ts";
import { ManualClock } from "@skep/core/testing";
import { LinkWriter } from "../src/link-writer.ts";
import { pieceOf } from "../src/payload.ts";
import { textFrames } from "../src/text-frames.ts";
import { Turn } from "../src/turn.ts";

type Sent = () => void;

/** Keeps what it is given, as a platform does that sends it later. */
class KeepingLink implements Link {
  readonly given: { readonly what: string | Uint8Array; readonly sent: Sent | undefined }[] = [];
  pending = 0;
  write?: NonNullable<Link["write"]>;

  constructor(takesFrames: boolean) {
    if (takesFrames) this.write = (frames, sent) => void this.given.push({ what: frames, sent });
  }

  send(frame: string, sent?: Sent): void {
    this.given.push({ what: frame, sent });
  }

  pause(): void {}
  resume(): void {}
  close(): void {}
  ping(): void {}
  terminate(): void {}
}

const long = "x".repeat(65_000);

const newTurn = (): Turn => new Turn(new ManualClock());

describe("a writer", () => {
  test("gives all of a turn in one write, to a link that takes frames", () => {
    const links = [new KeepingLink(true), new KeepingLink(true)];
    const clock = new ManualClock();
    const turn = new Turn(clock);
    const pieces = ["one", long, "two"].map(pieceOf);
    const writers = links.map((link) => new LinkWriter("c", link, turn));
    for (const writer of writers) for (const piece of pieces) writer.write(piece);
    expect(links.map(({ given }) => given)).toEqual([[], []]);
    clock.advance(0);
    const written = links.map(({ given }) => given.map(({ what }) => what));
    expect(written[0]).toEqual([textFrames([`one\n${long}\ntwo`])]);
    expect(written[1]?.[0]).toBe(written[0]?.[0]);
  });

  test("gives a text for each frame to a link that takes texts, and the callback with the last", () => {
    const link = new KeepingLink(false);
    const writer = new LinkWriter("c", link, newTurn());
    for (const text of ["one", long, long, "two"]) writer.write(pieceOf(text));
    let wasSent = false;
    writer.sent = () => (wasSent = true);
    writer.flush();
    expect(link.given.map(({ what }) => what)).toEqual([`one\n${long}`, `${long}\ntwo`]);
    expect(link.given.map(({ sent }) => sent === undefined)).toEqual([true, false]);
    link.given[1]?.sent?.();
    expect(wasSent).toBe(true);
  });

  test("counts what waits in it and in its link, and is empty after a flush", () => {
    const link = new KeepingLink(true);
    const writer = new LinkWriter("c", link, newTurn());
    link.pending = 100;
    expect(writer.pending).toBe(100);
    writer.write(pieceOf("ää"));
    writer.write(pieceOf("b"));
    expect(writer.pending).toBe(105);
    writer.flush();
    writer.flush();
    expect([writer.pending, link.given.length]).toEqual([100, 1]);
  });

  test("begins anew behind a flush in the middle of a turn", () => {
    const link = new KeepingLink(false);
    const clock = new ManualClock();
    const writer = new LinkWriter("c", link, new Turn(clock));
    for (const text of ["one", "two"]) {
      writer.write(pieceOf(text));
      writer.flush();
    }
    writer.write(pieceOf("three"));
    clock.advance(0);
    expect(link.given.map(({ what }) => what)).toEqual(["one", "two", "three"]);
  });
});
