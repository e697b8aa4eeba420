// Elements of the page that must be there.

/** The first match below `root`; an error names what is missing. */
export function need<T extends Element = HTMLElement>(root: ParentNode, selector: string): T {
  const found = root.querySelector<T>(selector);
  if (found === null) throw new Error(`The page has no ${selector}.`);
  return found;
}

/** Leaves the document alone where nothing changed: layout is the dear part. */
export function write(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
