// The command line of the consumers: which projects are tried.
import { parseArgs } from "node:util";

export const HELP = `Usage: pnpm consumers [--only NAME]… [--quick] [--built] [--list]

Packs the public packages, installs them into a copy of each project of packages/e2e/consumers, and runs its proof.

  --only NAME   this project alone; may be given several times
  --quick       the projects that take a few seconds each
  --built       the packages are built: pack what is there
  --list        print the names of all projects, and end
  --help        print this, and end

A project whose browser or runtime is not installed is not tried; with SKEP_REQUIRE_BROWSERS=1 it fails.`;

const options = {
  only: { type: "string", multiple: true },
  quick: { type: "boolean" },
  built: { type: "boolean" },
  list: { type: "boolean" },
  help: { type: "boolean" },
};

/** What was asked for, or the `error` in it. */
export function readArguments(args, projects) {
  try {
    const { values } = parseArgs({ args, options, strict: true });
    const unknown = (values.only ?? []).find(
      (name) => !projects.some((each) => each.name === name),
    );
    return unknown === undefined ? values : { error: `There is no project ${unknown}.` };
  } catch ({ message }) {
    return { error: message };
  }
}
