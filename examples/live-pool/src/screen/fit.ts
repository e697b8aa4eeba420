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
