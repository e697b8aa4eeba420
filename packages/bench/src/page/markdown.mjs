// The few forms of Markdown that the page is made of.

export const cell = (words) => String(words).replaceAll("|", "\\|").replaceAll("\n", " ");

/** The first column to the left, the rest to the right unless all are words. */
export function table(head, rows, { words = false } = {}) {
  const lines = head.map((_, column) => (column === 0 || words ? "---" : "---:"));
  return [head, lines, ...rows].map((row) => `| ${row.map(cell).join(" | ")} |`).join("\n");
}

/** As GitHub makes it of a heading. */
export const anchorOf = (title) =>
  title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");
