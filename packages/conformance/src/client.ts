// The engine's half: runs wherever there is `fetch`.

export { conform, type ConformOptions, type Report } from "./conform.ts";
export { type Engine, overWs, platform } from "./engines.ts";
export { type RemoteLink, RemoteServer } from "./remote-server.ts";
export { type Score, scoreOf } from "./score.ts";
export { testTranscripts, type TranscriptSuiteOptions } from "./transcript-suite.ts";
