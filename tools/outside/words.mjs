// Expects an error to say a sentence or a code, as the conditions have it, and the errors of both builds to know each other.
import { PoolClosedError, SkepError } from "skep";

const [, , expected] = process.argv;
const { message } = new PoolClosedError();
const said = message === "ERR_POOL_CLOSED" ? "code" : "sentence";
if (said !== expected) throw new Error(`a ${expected} was expected: ${message}`);

for (const build of ["dist", "dist/production"]) {
  const other = await import(`./node_modules/@skep/core/${build}/index.js`);
  if (!(new other.PoolClosedError() instanceof PoolClosedError)) throw new Error(`${build}: ours`);
  if (!(new PoolClosedError() instanceof other.SkepError)) throw new Error(`${build}: theirs`);
  if (new other.InvariantError("") instanceof SkepError) throw new Error(`${build}: no fault`);
}
console.log(`words   skep: a ${said}, and both builds know each other's errors`);
