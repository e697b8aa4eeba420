// Text and ids in Mermaid's grammar. Names and errors are anybody's: nothing of them is read as a part of a diagram.

/** Letters, digits and what has no meaning in a quoted label or a note; all else becomes an entity code. */
const UNSAFE = /[^\p{L}\p{N} _.,/()@+=:-]/gu;
/** Longer texts would make boxes that nobody reads. */
const LONGEST = 200;

/** On one line, and without a meaning of its own. */
export function label(text: string): string {
  const shown = text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
  return (
    shown
      .replaceAll(/\p{Cc}+/gu, " ")
      .replaceAll(UNSAFE, (char) => `#${char.codePointAt(0)};`)
      // It would end the note that it stands in.
      .replaceAll(/end(?=\s+note)/gi, (word) => `#${word.charCodeAt(0)};nd`)
  );
}

/**
 * The id of a node below another one: it does not change when siblings come and go, and no two names have the same. Where a name has other
 * characters than letters and digits, they stand as their numbers between underscores.
 */
export function idBelow(id: string, name: string): string {
  return `${id}__${name.replaceAll(/[^A-Za-z\d]/gu, (char) => `_${char.codePointAt(0)?.toString(16)}_`)}`;
}

/** A status as people write it. */
export function titled(status: string): string {
  return status.charAt(0).toUpperCase() + status.slice(1);
}
