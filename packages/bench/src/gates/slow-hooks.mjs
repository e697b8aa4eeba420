// Writes the deliberate slowdown into the code of the inbox while it is loaded; nothing on disk is touched.

const CODE = /\/core\/dist\/index\.js$|\/skep-bench-[^/]*\/inbox\.mjs$/;
const WRITE = /^ *write\(data, dial\) \{$/gm;

export async function load(url, context, next) {
  const loaded = await next(url, context);
  return CODE.test(url) ? { ...loaded, source: slowed(String(loaded.source)) } : loaded;
}

function slowed(source) {
  const places = source.match(WRITE)?.length ?? 0;
  if (places !== 1) throw new Error(`The slowdown found ${places} places to be put into, not one.`);
  return source.replace(WRITE, (line) => `${line} setTimeout(() => {}, 1);`);
}
