// What relative URLs are resolved against on this platform.

interface Place {
  readonly document?: { readonly baseURI?: string };
  readonly location?: { readonly href?: string };
}

/** HTML 2.4.3: the document's base URL, in a worker its own; undefined where there is neither. */
export function baseUrl(platform: object = globalThis): string | undefined {
  const { document, location } = platform as Place;
  return document?.baseURI ?? location?.href;
}
