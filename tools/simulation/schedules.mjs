// Runs schedules of one bundle and tells of them in lines of JSON. Works on Node, Deno and Bun.
//
//   node schedules.mjs <bundle> <options as JSON>

const [bundle, json] = process.argv.slice(2);
const {
  from,
  step = 1,
  count = Infinity,
  until = Infinity,
  steps = 200,
  hashes = false,
} = JSON.parse(json);
const { simulate, Reached } = await import(bundle);

const REPORT_EVERY = 200;

// Errors belong to the schedules, and nobody reads where they were made: what fails is told by its trace.
Error.stackTraceLimit = 0;
const say = (line) => console.log(JSON.stringify(line));

let reached = new Reached();
let done = 0;
let time = 0;

for (let index = 0; index < count && Date.now() < until; index++) {
  const seed = from + index * step;
  try {
    const report = await simulate({ seed, steps });
    reached.join(report.reached);
    time += report.time;
    if (hashes) say({ seed, hash: report.hash });
  } catch (error) {
    say({ failed: seed, invariant: error.invariant, step: error.step, message: error.message });
    break;
  }
  done++;
  if (done % REPORT_EVERY === 0) report();
}
report();

function report() {
  say({ done, time, reached: reached.counts });
  done = 0;
  time = 0;
  reached = new Reached();
}
