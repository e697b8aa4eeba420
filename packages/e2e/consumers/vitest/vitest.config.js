// The same tests in the environments node, jsdom and happy-dom.
import { defineConfig } from "vitest/config";

const environments = ["node", "jsdom", "happy-dom"];

export default defineConfig({
  test: {
    projects: environments.map((environment) => ({ test: { name: environment, environment } })),
  },
});
