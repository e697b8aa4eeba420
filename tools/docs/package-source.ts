// The source of one package, as the tests of its rules look at it: text, imports, and what its doors give.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path/posix";
import { docstringsOf } from "./docstrings.ts";

/** A name that a door gives, and the file that it is from. */
export interface GivenName {
  readonly name: string;
  readonly file: string;
}

/** A member of an interface that a door gives. */
export interface GivenMember {
  readonly name: string;
  readonly member: string;
  readonly doc: string | undefined;
}

/** What may stand before the name of a declaration, behind its docstring. */
const DECLARATION = String.raw`\*/\nexport (?:abstract |async )?(?:class|function|interface|type|const) `;

export class PackageSource {
  readonly #src: URL;
  /** Relative to `src/`, with slashes. */
  readonly files: readonly string[];

  /** `src` ends with a slash. */
  constructor(src: URL) {
    this.#src = src;
    this.files = readdirSync(src, { recursive: true, encoding: "utf8" })
      .map((file) => file.replaceAll("\\", "/"))
      .filter((file) => file.endsWith(".ts"));
  }

  within(folder: string): string[] {
    return this.files.filter((file) => file.startsWith(folder));
  }

  read(file: string): string {
    return readFileSync(new URL(file, this.#src), "utf8");
  }

  /** Without comments. */
  code(file: string): string {
    return this.read(file).replaceAll(/\/\*[^]*?\*\/|\/\/.*$/gm, "");
  }

  /** Whatever it imports or exports from, as it is written there. */
  imports(file: string): string[] {
    return [...this.read(file).matchAll(/from "([^"]*)"/g)].map(([, name = ""]) => name);
  }

  /** The classes that a file exports. */
  classes(file: string): string[] {
    return [...this.code(file).matchAll(/^export class (\w+)/gm)].map(([, name = ""]) => name);
  }

  /** Those whose first line does not say what they are. */
  get nameless(): string[] {
    return this.files.filter((file) => !/^\/\/ [`A-Z][^\n]*[.,:;\w)]\n/.test(this.read(file)));
  }

  /** Those that re-export, but for the doors. */
  reexporting(doors: readonly string[]): string[] {
    return this.files.filter(
      (file) => !doors.includes(file) && /^export (type )?[{*][^;]*from/m.test(this.read(file)),
    );
  }

  given(doors: readonly string[]): GivenName[] {
    const exported = /^export (?:type )?\{([^}]*)\} from "(\.\.?\/[^"]+)"/gm;
    return doors.flatMap((door) =>
      [...this.read(door).matchAll(exported)].flatMap(([, names = "", from = ""]) =>
        [...names.matchAll(/(\w+)(?:,|\s*$)/g)].map(([, name = ""]) => ({
          name,
          file: join(door, "..", from),
        })),
      ),
    );
  }

  /** Those without a docstring. */
  bare(given: readonly GivenName[]): GivenName[] {
    return given.filter(
      ({ file, name }) => !new RegExp(String.raw`${DECLARATION}${name}\b`).test(this.read(file)),
    );
  }

  membersOf(given: readonly GivenName[]): GivenMember[] {
    return given.flatMap(({ file, name }) => {
      const all = docstringsOf(new URL(file, this.#src)).get(name) ?? [];
      return [...all].map(([member, doc]) => ({ name, member, doc }));
    });
  }
}

/** Those errors that `docs/errors.md` does not tell of. */
export function unexplained(names: readonly string[]): string[] {
  const page = readFileSync(new URL("../../docs/errors.md", import.meta.url), "utf8");
  return names.filter((name) => !page.includes(`| \`${name}\` |`));
}
