// Removes what earlier builds left, so that no file of a former name is published.
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

for (const parent of ["packages", "examples"])
  for (const name of readdirSync(parent))
    rmSync(join(parent, name, "dist"), { recursive: true, force: true });
