// The engine's half: runs wherever there is `fetch`.

export { type TranscriptSuiteOptions, testTranscripts } from "./transcript-suite.ts";
export { type Engine, overWs, platform } from "./engines.ts";
export { type RemoteLink, RemoteServer } from "./remote-server.ts";
