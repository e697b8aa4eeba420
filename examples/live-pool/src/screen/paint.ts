// Tones of text and how a terminal shows them. Who may not have colours gets the text as it is.

/** What a piece of text means, not how it looks. */
export type Tone = "plain" | "dim" | "strong" | "brand" | "good" | "busy" | "wait" | "bad" | "note";

/** Must be applied after text was cut and padded: what it adds has a length, but no width. */
export type Paint = (tone: Tone, text: string) => string;

// Of the terminal's own palette, so that they suit its background.
const CODES: Record<Exclude<Tone, "plain">, string> = {
  dim: "2",
  strong: "1",
  brand: "1;33",
  good: "32",
  busy: "36",
  wait: "33",
  bad: "31",
  note: "35",
};

export const withColours: Paint = (tone, text) =>
  tone === "plain" || text === "" ? text : `\u001B[${CODES[tone]}m${text}\u001B[0m`;

export const withoutColours: Paint = (_, text) => text;

/** https://no-color.org: present and not empty. */
export function paintFor(
  stream: { readonly isTTY?: boolean },
  { NO_COLOR = "" }: { readonly NO_COLOR?: string | undefined },
): Paint {
  return stream.isTTY === true && NO_COLOR === "" ? withColours : withoutColours;
}
