// Writes the deliberate slowdown into the code of the inbox, and into that of a hub, while it is loaded; nothing on disk is touched.

/** By where the code stands: the line that begins what is done with each message. */
const PLACES = [
  [/\/core\/dist\/index\.js$|\/skep-bench-[^/]*\/inbox\.mjs$/, /^ *write\(data, dial\) \{$/gm],
  [/\/hub\/dist\/index\.js$/, /^ *write\(piece\) \{$/gm],
];

export async function load(url, context, next) {
  const loaded = await next(url, context);
  const place = PLACES.find(([code]) => code.test(url));
  return place === undefined
    ? loaded
    : { ...loaded, source: slowed(String(loaded.source), place[1]) };
}

function slowed(source, line) {
  const places = source.match(line)?.length ?? 0;
  if (places !== 1) throw new Error(`The slowdown found ${places} places to be put into, not one.`);
  return source.replace(line, (found) => `${found} setTimeout(() => {}, 1);`);
}
