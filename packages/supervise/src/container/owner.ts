// Whose container it is: an owner is one process of one machine, told by a label, and asked whether it is still there.

import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import { type ProcessEntry, readEntry } from "../process/process-table.ts";

/** One process, as no other one ever is. */
export interface Owner {
  readonly host: string;
  /** Of which start of the machine; empty where that cannot be told. */
  readonly boot: string;
  /** The namespace in which its pid counts; empty where there are none. */
  readonly namespace: string;
  readonly pid: number;
  /** When it started, in clock ticks since boot; empty where that cannot be told. */
  readonly start: string;
}

/** - `self`: this process. - `alive`, `dead`. - `unknown`: it is of another machine or namespace, so nobody here can tell. */
export type OwnerVerdict = "self" | "alive" | "dead" | "unknown";

export function thisOwner(): Owner {
  return {
    host: hostname(),
    boot: tried(() => readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim()),
    namespace: tried(() => readlinkSync("/proc/self/ns/pid")),
    pid: process.pid,
    start: readEntry(process.pid)?.start ?? "",
  };
}

/** As the text of a label. */
export function ownerText({ boot, host, namespace, pid, start }: Owner): string {
  return [host, boot, namespace, pid, start].join("|");
}

/** Undefined for a text that is not of an owner. */
export function ownerOf(text: string): Owner | undefined {
  const [host, boot, namespace, pid, start, ...rest] = text.split("|");
  if (start === undefined || rest.length > 0 || !/^\d+$/.test(pid ?? "")) return undefined;
  return {
    host: host ?? "",
    boot: boot ?? "",
    namespace: namespace ?? "",
    pid: Number(pid),
    start,
  };
}

/** `look` is asked about a pid of this machine and namespace. Without /proc nobody is found, and everybody counts as unknown. */
export function judgeOwner(
  text: string | undefined,
  self: Owner,
  look: (pid: number) => Pick<ProcessEntry, "start" | "state"> | undefined,
): OwnerVerdict {
  const owner = ownerOf(text ?? "");
  if (owner === undefined || owner.host !== self.host) return "unknown";
  if (ownerText(owner) === ownerText(self)) return "self";
  // Without a start time, a pid that is in use says nothing.
  if (self.start === "") return "unknown";
  if (owner.boot !== self.boot) return "dead";
  if (owner.namespace !== self.namespace) return "unknown";
  const entry = look(owner.pid);
  const isThere = entry !== undefined && entry.state !== "Z" && entry.start === owner.start;
  return isThere ? "alive" : "dead";
}

function tried(read: () => string): string {
  try {
    return read();
  } catch {
    return "";
  }
}
