// Writes to links of both kinds: those that take finished frames, and those of platforms that take texts.

import { describe, expect, test } from "vitest";
import type { Link } from "../src/acceptor/link.ts";
import { Batch } from "../src/batch.ts";
import { LinkWriter } from "../src/link-writer.ts";
import { pieceOf } from "../src/payload.ts";
import { textFrames } from "../src/text-frames.ts";

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

describe("a writer", () => {
  test("gives all of a turn in one write, to a link that takes frames", () => {
    const links = [new KeepingLink(true), new KeepingLink(true)];
    const turn = new Batch();
    const pieces = ["one", long, "two"].map(pieceOf);
    const writers = links.map((link) => new LinkWriter(link));
    for (const writer of writers) for (const piece of pieces) writer.add(piece, turn);
    for (const writer of writers) writer.flush();
    const written = links.map(({ given }) => given.map(({ what }) => what));
    expect(written[0]).toEqual([textFrames([`one\n${long}\ntwo`])]);
    expect(written[1]?.[0]).toBe(written[0]?.[0]);
  });

  test("gives a text for each frame to a link that takes texts, and the callback with the last", () => {
    const link = new KeepingLink(false);
    const writer = new LinkWriter(link);
    const turn = new Batch();
    for (const text of ["one", long, long, "two"]) writer.add(pieceOf(text), turn);
    let wasSent = false;
    writer.flush(() => (wasSent = true));
    expect(link.given.map(({ what }) => what)).toEqual([`one\n${long}`, `${long}\ntwo`]);
    expect(link.given.map(({ sent }) => sent === undefined)).toEqual([true, false]);
    link.given[1]?.sent?.();
    expect(wasSent).toBe(true);
  });

  test("counts what waits in it and in its link, and is empty after a flush", () => {
    const link = new KeepingLink(true);
    const writer = new LinkWriter(link);
    link.pending = 100;
    expect([writer.isEmpty, writer.pending]).toEqual([true, 100]);
    const turn = new Batch();
    writer.add(pieceOf("ää"), turn);
    writer.add(pieceOf("b"), turn);
    expect([writer.isEmpty, writer.pending]).toEqual([false, 105]);
    writer.flush();
    expect([writer.isEmpty, writer.pending]).toEqual([true, 100]);
  });

  test("with nothing to send says so at once", () => {
    const link = new KeepingLink(true);
    let wasSent = false;
    new LinkWriter(link).flush(() => (wasSent = true));
    expect([wasSent, link.given]).toEqual([true, []]);
  });

  test("begins anew behind a flush in the middle of a turn", () => {
    const link = new KeepingLink(false);
    const writer = new LinkWriter(link);
    const turn = new Batch();
    for (const text of ["one", "two"]) {
      writer.add(pieceOf(text), turn);
      writer.flush();
    }
    expect(link.given.map(({ what }) => what)).toEqual(["one", "two"]);
  });
});
