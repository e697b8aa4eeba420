// What this transport says to a human of options and payloads, as sentences. A trimmed build has the file beside it in its place.

export const OBJECT = "an object";
export const BOOLEAN = "a boolean";
export const TEXT = "text";
export const COUNT = "a whole number from 1";
export const WINDOW = "a whole number from 8 to 15";
export const MATERIAL = "text, bytes or a list of them";
export const THRESHOLD = "a whole number from 0";
export const AGENT = "an agent of node:http or node:https";
export const FUNCTION = "a function";
export const FAMILY = "0, 4 or 6";
export const COMPRESSION = "a boolean or an object";
export const PAYLOAD = "a payload that ws sends";
export const BROKEN_MASKING =
  'ws cannot mask what it sends, as a bundler has emptied its optional module bufferutil: a send of 48 bytes or more will end the link. Leave ws out of the bundle (in Next.js: serverExternalPackages: ["skep"]), or set WS_NO_BUFFER_UTIL=1.';
export const NOT_OPEN = "The socket is not open.";

/** For a name that is not in a table of options. */
export function known(table: object): string {
  return `a known option (${Object.keys(table).join(", ")})`;
}
