// A route that tells which edition of the module of the pool is in force.
import { edition } from "../pool.js";

export const dynamic = "force-dynamic";

export function GET() {
  return new Response(edition);
}
