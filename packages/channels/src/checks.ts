// Checks of arguments, before anything is changed.

import { ConfigError } from "@skep/core/base";
import { channelFault } from "@skep/protocol";

const CHANNEL_NAME = "the name of a channel (1 to 256 characters of A–Z a–z 0–9 _ - . :)";

export function checkChannel(channel: string): void {
  if (channelFault(channel) !== undefined) throw new ConfigError("channel", CHANNEL_NAME, channel);
}
