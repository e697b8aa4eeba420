// As much of XML as shows that a text is well-formed: elements that nest, attributes in quotes, no bare marks.

const TAG = /^<(\/?)([A-Za-z][\w-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>$/;
const BARE = /&(?!(?:amp|lt|gt|quot|apos);)/;

/** What is wrong with it. */
export function faultsOf(text: string): string[] {
  const open: string[] = [];
  const faults: string[] = [];
  for (const piece of text.trim().match(/<[^>]*>|[^<]+/g) ?? []) {
    if (BARE.test(piece)) faults.push(`a bare &: ${piece}`);
    if (!piece.startsWith("<")) continue;
    const [, closing, name = "", , empty] = TAG.exec(piece) ?? [];
    if (name === "") faults.push(`no tag: ${piece}`);
    else if (closing) {
      if (open.pop() !== name) faults.push(`out of turn: ${piece}`);
    } else if (!empty) open.push(name);
  }
  return [...faults, ...open.map((name) => `never closed: ${name}`)];
}
