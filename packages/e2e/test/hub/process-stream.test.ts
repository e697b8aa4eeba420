// A child that writes a lot, streamed by a hub in a process of its own: what it costs is bounded. `SKEP_STREAM_MEGABYTES=1000` streams a gigabyte.

import { describe } from "vitest";
import { tellFigure } from "../support/figure.ts";
import type { ProcessStreamJob, ProcessStreamResult } from "../support/process-stream-job.ts";
import { test } from "../support/stage.ts";

const MEGABYTES = Number(process.env["SKEP_STREAM_MEGABYTES"] ?? 100);

/** A history, a ring, a pipe and the bytes that wait for one client, with room. With what one line leaves behind, a few bytes each, it is passed. */
const BOUND = 16 * 1_048_576;

describe("a child that writes a lot", () => {
  test("is streamed whole, in bounded memory, to a client that does not read", async ({
    stage,
    expect,
  }) => {
    const job: ProcessStreamJob = { megabytes: MEGABYTES };
    const program = await stage.program("process-stream", job);
    const { exitCode, grown, lines, published, seconds } =
      await program.said<ProcessStreamResult>("result");
    tellFigure(
      `${MEGABYTES} MB of a child: ${seconds.toFixed(1)} s, ${(grown / 1e6).toFixed(1)} MB more memory`,
    );
    expect(exitCode).toBe(0);
    expect(published).toBe(lines + 1);
    expect(grown).toBeLessThan(BOUND);
  }, 600_000);
});
