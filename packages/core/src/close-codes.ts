// The door of what close codes mean to known protocols: verdicts for `retry.classify`. Names re-exported one by one, no logic.

export {
  type Classify,
  classifyCentrifugo,
  classifyGraphqlWs,
  classifyNostr,
  classifyPusher,
  classifyYWebsocket,
} from "./session/close-code-presets.ts";
