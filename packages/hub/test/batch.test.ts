// What clients are sent in one turn.

import { MAX_FRAME } from "@skep/protocol";
import { SeededRandom } from "@skep/core/testing";
import { describe, expect, test } from "vitest";
import { Batch } from "../src/batch.ts";
import { type Piece, pieceOf } from "../src/payload.ts";
import { FrameReader } from "./support/frame-reader.ts";

const batchOf = (turn: Batch, pieces: readonly Piece[]): Batch =>
  pieces.reduce((batch, piece) => batch.and(piece), turn);

const sentBy = (batch: Batch): FrameReader => {
  const reader = new FrameReader();
  reader.take(batch.frames);
  expect(reader.rest.length).toBe(0);
  return reader;
};

describe("a batch", () => {
  test("is the same for all that are sent the same, and its frames are built once", () => {
    const turn = new Batch();
    const [a, b, reply] = [pieceOf("a"), pieceOf("b"), pieceOf("reply")];
    const first = batchOf(turn, [a, b]);
    const other = batchOf(turn, [reply, a, b]);
    expect(batchOf(turn, [a, b])).toBe(first);
    expect(first.frames).toBe(first.frames);
    expect(first.texts).toBe(first.texts);
    expect(other).not.toBe(first);
    expect([first, other].map(({ texts }) => texts)).toEqual([["a\nb"], ["reply\na\nb"]]);
    expect([first.bytes, other.bytes]).toEqual([2, 7]);
  });

  test("tells pieces apart that have the same text", () => {
    const turn = new Batch();
    const twice = [pieceOf("same"), pieceOf("same")];
    expect(turn.and(twice[0] as Piece)).not.toBe(turn.and(twice[1] as Piece));
    expect(batchOf(turn, twice).texts).toEqual(["same\nsame"]);
  });

  test("without messages is nothing", () => {
    expect(new Batch().texts).toEqual([]);
    expect(new Batch().frames.length).toBe(0);
  });

  test("of exactly the longest frame is one frame, and of a byte more two", () => {
    const half = pieceOf("x".repeat(MAX_FRAME / 2));
    const rest = pieceOf("y".repeat(MAX_FRAME / 2 - 1));
    const sizes = (pieces: readonly Piece[]): number[] =>
      sentBy(batchOf(new Batch(), pieces)).frames.map(({ payload }) => payload.length);
    expect(sizes([half, rest])).toEqual([MAX_FRAME]);
    expect(sizes([half, half])).toEqual([MAX_FRAME / 2, MAX_FRAME / 2]);
  });

  /** Clients that get some of the same messages, and replies of their own, in any mixture. */
  test("decodes to its messages in their order, whoever shares it", () => {
    const random = new SeededRandom(14);
    const letters = ["x", "é", "€", "😀"];
    const text = (): string =>
      (letters[random.int(4)] as string).repeat(random.int(random.int(8) === 0 ? 9_000 : 60));
    for (let round = 0; round < 200; round++) {
      const turn = new Batch();
      const clients = Array.from({ length: 4 }, () => ({ batch: turn, sent: [] as string[] }));
      const add = (client: (typeof clients)[number], piece: Piece): void => {
        client.batch = client.batch.and(piece);
        client.sent.push(piece.text);
      };
      for (let step = random.int(30); step >= 0; step--) {
        const piece = pieceOf(text());
        const isReply = random.int(4) === 0;
        const hearers = isReply ? [clients[random.int(4)]] : clients;
        for (const client of hearers) if (client && random.int(9) > 0) add(client, piece);
      }
      for (const { batch, sent } of clients) {
        if (sent.length === 0) continue;
        const { frames, messages } = sentBy(batch);
        expect(messages).toEqual(sent);
        expect(frames.every(({ payload }) => payload.length <= MAX_FRAME)).toBe(true);
        expect(batch.bytes).toBe(sent.reduce((sum, each) => sum + Buffer.byteLength(each), 0));
      }
    }
  });
});
