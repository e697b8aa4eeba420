// Checks of arguments, before anything is changed.

import { ConfigError } from "@skep/core/base";
import { channelFault } from "@skep/protocol";

export function checkChannel(channel: string): void {
  if (channelFault(channel) !== undefined)
    throw new ConfigError("channel", "the name of a channel", channel);
}

export function checkCount(name: string, value: number, least: number): void {
  if (!Number.isSafeInteger(value) || value < least)
    throw new ConfigError(name, `a whole number from ${least}`, value);
}
