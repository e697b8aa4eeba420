// A job that the hub runs itself: its output goes into a process channel.

import { spawn } from "node:child_process";
import type { Hub } from "@skep/hub";
import { type Announcement, JOBS } from "../../src/messages.ts";

/** Announces and runs it; resolves with its exit code. */
export async function runOwnJob(
  hub: Hub,
  command: string,
  args: readonly string[],
): Promise<number> {
  // Another one each time: the lines of two runs are not to be mixed.
  const id = `hub-${Date.now().toString(36)}`;
  const announcement: Announcement = {
    channel: `process:${id}`,
    command: [command, ...args].join(" "),
  };
  await hub.publish(JOBS, announcement);
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
  const { exitCode } = await hub.streamProcess(child, id);
  return exitCode;
}
