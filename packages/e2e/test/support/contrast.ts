// How well the texts of a page can be read: the contrast of each with its ground, as WCAG 2.2 computes it (1.4.3).

import type { Page } from "playwright";

export interface PoorText {
  readonly text: string;
  /** From 1 to 21. */
  readonly contrast: number;
}

/** The texts that are seen and do not reach that contrast. Grounds must be plain colours. */
export function poorTexts(page: Page, least: number): Promise<PoorText[]> {
  return page.evaluate<PoorText[]>(`(${POOR})(${least})`);
}

const POOR = `(least) => {
  const colourOf = (text) => text.match(/[\\d.]+/g).map(Number);
  const linear = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  const luminance = ([red, green, blue]) =>
    0.2126 * linear(red / 255) + 0.7152 * linear(green / 255) + 0.0722 * linear(blue / 255);
  const groundOf = (element) => {
    const colour = colourOf(getComputedStyle(element).backgroundColor);
    return colour[3] === 0 && element.parentElement ? groundOf(element.parentElement) : colour;
  };
  const contrastOf = (element) => {
    const pair = [colourOf(getComputedStyle(element).color), groundOf(element)].map(luminance);
    return (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
  };
  const hasText = ({ childNodes }) =>
    [...childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim() !== "");
  return [...document.querySelectorAll("body *")]
    .filter((each) => hasText(each) && each.checkVisibility({ visibilityProperty: true }))
    .map((each) => ({ text: each.textContent, contrast: contrastOf(each) }))
    .filter(({ contrast }) => contrast < least);
}`;
