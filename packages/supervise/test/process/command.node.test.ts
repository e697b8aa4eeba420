// Which file a command is: in a path, in a folder, not there, not to be executed.

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fileOf } from "../../src/process/command.ts";

describe.skipIf(process.platform === "win32")("the file of a command", () => {
  let folder: string;
  const at = (name: string): string => join(folder, name);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "skep-command-"));
    await mkdir(at("one"));
    await mkdir(at("two/tool"), { recursive: true });
    await mkdir(at("three"));
    await writeFile(at("one/tool"), "", { mode: 0o644 });
    await writeFile(at("three/tool"), "", { mode: 0o755 });
  });
  afterAll(() => rm(folder, { recursive: true }));

  const find = (command: string, path: string | undefined, cwd = folder): string =>
    fileOf(command, { cwd, path });

  test("is the first of the path that can be executed, and no folder", () => {
    const path = [at("none"), at("one"), at("two"), at("three")].join(delimiter);
    expect(find("tool", path)).toBe(at("three/tool"));
    // An empty entry is the working directory (POSIX.1-2017, XBD 8.3).
    expect(find("tool", `${at("one")}${delimiter}`, at("three"))).toBe(at("three/tool"));
  });

  test("is itself where it has a slash, seen from the working directory", () => {
    expect(find("three/tool", "")).toBe(at("three/tool"));
    expect(find("./tool", at("one"), at("three"))).toBe(at("three/tool"));
  });

  test.each([
    ["tool", "one", "EACCES"],
    ["tool", "none", "ENOENT"],
    ["other", "three", "ENOENT"],
    ["one/tool", "three", "EACCES"],
  ])("is an error for %s in %s, with the code %s", (command, path, code) => {
    expect(() => find(command, at(path))).toThrow(expect.objectContaining({ code }));
  });

  test("is one of the system without a path, and never one of the working directory", () => {
    expect(find("sh", undefined)).toMatch(/^\/(usr\/)?bin\/sh$/);
    expect(() => find("tool", undefined, at("three"))).toThrow(/was not found/);
  });

  test("is an error where the working directory is none", () => {
    expect(() => find("tool", at("three"), at("none"))).toThrow(/working directory/);
  });
});
