// For ES modules on any Node, and for CommonJS on Node 24.9 or later: no Babel, but Node's flag for modules in contexts.
const plain = { transform: {} };

module.exports = {
  projects: [
    { ...plain, displayName: "in node", testEnvironment: "node" },
    { ...plain, displayName: "in jsdom", testEnvironment: "jsdom" },
  ],
};
