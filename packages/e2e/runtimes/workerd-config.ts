// How workerd runs the program: one worker, which may reach this machine.
import { writeFile } from "node:fs/promises";
import { basename, join } from "node:path";

/** Writes the configuration beside the program and returns its path. */
export async function writeWorkerdConfig(
  folder: string,
  program: string,
  bindings: Readonly<Record<string, string>>,
): Promise<string> {
  const path = join(folder, "workerd.capnp");
  const given = Object.entries(bindings).map(
    ([name, text]) => `(name = ${JSON.stringify(name)}, text = ${JSON.stringify(text)})`,
  );
  await writeFile(
    path,
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = (
      modules = [(name = "worker", esModule = embed ${JSON.stringify(basename(program))})],
      compatibilityDate = "2026-11-01",
      bindings = [${given.join(", ")}],
      globalOutbound = "loopback",
    )),
    (name = "loopback", network = (allow = ["private", "local"])),
  ],
);
`,
  );
  return path;
}
