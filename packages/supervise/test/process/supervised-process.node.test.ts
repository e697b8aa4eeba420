// A process with all that is around it: one that has to end before it begins never does.

import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "@skep/core/base";
import { expect, test } from "vitest";
import { reachedLevel } from "../../src/process/hygiene.ts";
import { findTools } from "../../src/process/hygiene-tools.ts";
import { SupervisedProcess } from "../../src/process/supervised-process.ts";

test.skipIf(process.platform === "win32")(
  "a process that is given up as soon as there is one has not begun, and is gone",
  async () => {
    const folder = await mkdtemp(join(tmpdir(), "skep-process-"));
    const file = join(folder, "begun");
    const tools = await findTools("guardian");
    const plan = {
      file: "/bin/sh",
      args: ["-c", `: > ${file}`],
      cwd: folder,
      env: process.env,
      stdin: "ignore",
      level: reachedLevel("guardian", tools),
      tools,
      clock: systemClock(),
    } as const;
    let made: SupervisedProcess | undefined;
    const starting = SupervisedProcess.start(plan, (one) => {
      made = one;
      throw new Error("enough");
    });
    await expect(starting).rejects.toThrow("enough");
    expect(await made?.exited).toMatchObject({ signal: "SIGKILL" });
    expect([made?.isEmpty(), made?.isGuarded, existsSync(file)]).toEqual([true, false, false]);
    await rm(folder, { recursive: true });
  },
);
