// For tests in CommonJS on any Node: Babel makes CommonJS of our packages, too.
const commonJs = {
  testMatch: ["**/*.test.js"],
  transform: {
    "\\.js$": ["babel-jest", { plugins: ["@babel/plugin-transform-modules-commonjs"] }],
  },
  transformIgnorePatterns: ["/node_modules/(?!(@skep|skep)/)"],
};

module.exports = {
  projects: [
    { ...commonJs, displayName: "CommonJS in node", testEnvironment: "node" },
    { ...commonJs, displayName: "CommonJS in jsdom", testEnvironment: "jsdom" },
  ],
};
