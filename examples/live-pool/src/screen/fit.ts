// Text in exactly as many columns as there are. Takes each character for one column wide.

/** Cut, with a mark where something is missing, or padded. */
export function fit(text: string, width: number, align: "left" | "right" = "left"): string {
  const cut = clip(text, width);
  const padding = " ".repeat(Math.max(0, width - Array.from(cut).length));
  return align === "left" ? cut + padding : padding + cut;
}

/** Cut, with a mark where something is missing. */
export function clip(text: string, width: number): string {
  const characters = Array.from(text);
  if (characters.length <= width) return text;
  return width <= 0 ? "" : `${characters.slice(0, width - 1).join("")}…`;
}

/** Lines of whole words, each at most so wide; a word that is wider by itself is cut. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    const longer = last === undefined ? word : `${last} ${word}`;
    if (last !== undefined && lengthOf(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(clip(word, width));
  }
  return lines;
}

const lengthOf = (text: string): number => Array.from(text).length;
