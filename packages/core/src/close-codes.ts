// The entry point of the meanings that known protocols give to close codes: verdicts for `retry.classify`. No logic.

export {
  type Classify,
  classifyCentrifugo,
  classifyGraphqlWs,
  classifyNostr,
  classifyPusher,
  classifyYWebsocket,
} from "./session/close-code-presets.ts";
