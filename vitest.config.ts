// The same configuration under the name that editors look for.
export { default } from "./vitest.workspace.ts";
