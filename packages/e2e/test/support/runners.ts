// How programs of other languages are started: each runner gives a command, which a port is added to.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { FILES } from "./packages.ts";

/** Makes the command; the folder is for what has to be made before. */
export type Runner = (folder: string) => readonly [string, ...string[]];

const program = (name: string): string =>
  fileURLToPath(new URL(`servers/${name}`, import.meta.url));

export const interpreted =
  (interpreter: string, name: string, flags: readonly string[] = []): Runner =>
  () => [interpreter, program(name), ...flags];

/** Debian's own, as its packages are not seen by others. */
export const python = (name: string, flags?: readonly string[]): Runner =>
  interpreted("/usr/bin/python3", name, flags);

export const deno =
  (name: string): Runner =>
  () => [FILES.deno ?? "", "run", "--no-config", "-A", program(name)];

/** Made by gcc, linked with the library of that name. */
export const compiled =
  (name: string, library: string): Runner =>
  (folder) => {
    const made = join(folder, "server");
    const { status, stderr } = spawnSync(FILES.gcc ?? "", [
      ...["-O1", "-Wall", "-Werror", "-o", made],
      ...[program(name), `-l${library}`],
    ]);
    if (status !== 0) throw new Error(`It was not compiled:\n${stderr.toString()}`);
    return [made];
  };

/** With the libraries that RabbitMQ brings; nothing of RabbitMQ itself is started. */
export const erlang =
  (name: string): Runner =>
  () => ["/usr/bin/env", `ERL_LIBS=${rabbitLibraries()}`, "escript", program(name)];

function rabbitLibraries(): string {
  const home = "/usr/lib/rabbitmq/lib";
  return readdirSync(home)
    .map((version) => join(home, version, "plugins"))
    .join(":");
}
