// Tests of a user in all four combinations hear a real server; CommonJS without Babel does on Node 24.9 or later.
import { match, rejects } from "node:assert/strict";

export async function prove(stage) {
  const feed = await stage.feed();
  const env = { FEED_URL: feed.url };
  const withModules = { ...env, NODE_OPTIONS: "--experimental-vm-modules" };
  const plain = ["--config", "plain.config.js", "--testPathPatterns"];

  const babel = await stage.run("jest", ["--config", "transform.config.js"], { env });
  match(babel.output, /Tests: +8 passed, 8 total/);
  const modules = await stage.run("jest", [...plain, "feed.test.mjs"], { env: withModules });
  match(modules.output, /Tests: +2 passed, 2 total/);

  const commonJs = [...plain, "feed.test.js"];
  await rejects(stage.run("jest", commonJs, { env }), /Must use import to load ES Module/);
  const required = await stage.run("jest", commonJs, { env: withModules, node: "node24" });
  match(required.output, /Tests: +2 passed, 2 total/);
}
