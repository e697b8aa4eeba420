// Deliberate bugs of a hub that is one of several: each a patch of one place in its sources. Some were there.

/** `{ name, file, from, to }`; `from` stands in the file exactly once. */
export const hubMutants = [
  // --- what the engine tells ---
  {
    name: "a repetition is delivered again",
    file: "core/intake.ts",
    from: "if (message.offset > head.offset) this.#delivery.append(channel, ring, message);",
    to: "if (message.offset > 0) this.#delivery.append(channel, ring, message);",
  },
  {
    name: "a hole is passed over",
    file: "core/intake.ts",
    from: " && message.previous <= head.offset;",
    to: ";",
  },
  {
    name: "the late copy of an older life takes the channel back",
    file: "core/intake.ts",
    from: "    if (channel.isStale || !isFitting) {",
    to:
      "    if (message.epoch !== head.epoch && !channel.isStale) {\n" +
      '      this.#delivery.gapForAll(channel, ring, "epoch", { epoch: message.epoch, offset: message.previous });\n' +
      "      return this.#delivery.append(channel, ring, message);\n    }\n" +
      "    if (channel.isStale || !isFitting) {",
  },
  {
    name: "what comes while the engine is asked is dropped",
    file: "core/intake.ts",
    from: "if (ring === undefined || mend !== undefined) return channel.keepEarly(message);",
    to: "if (mend !== undefined) return;\n    if (ring === undefined) return channel.keepEarly(message);",
  },
  {
    name: "what was told before the engine was asked is taken behind its answer",
    file: "core/intake.ts",
    from: "const later = early.slice(earlier);",
    to: "const later = early.slice(0 * earlier);",
  },
  {
    name: "a newest position that differs is passed over",
    file: "core/intake.ts",
    from: "    else if (!isStale && !isSamePosition(ring.head, position)) this.mend(channel);\n",
    to: "",
  },
  {
    name: "an old answer is taken for the one that was asked for since",
    file: "core/intake.ts",
    from: "if (channel.mend !== mend || ring === undefined) return false;",
    to: "if (ring === undefined) return false;",
  },
  {
    name: "a gap of the engine is swallowed",
    file: "core/delivery.ts",
    from: 'if (subscription.state === "live") this.#gap(subscription, reason, head);\n      else subscription.lost = reason;',
    to: 'if (subscription.state !== "live") subscription.lost = reason;',
  },
  // --- an engine that was away ---
  {
    name: "what was asked before an outage is not asked anew",
    file: "core/channel.ts",
    from: "    this.mend = this.top = undefined;\n",
    to: "",
  },
  {
    name: "channels are not read on behind an outage",
    file: "core/engine-status.ts",
    from: "    for (const channel of this.#channels.list()) channel.becomeStale();\n",
    to: "",
  },
  {
    name: "a channel that begins during an outage is not read on",
    file: "core/intake.ts",
    from: "if (isStale || ring === undefined) return this.mend(channel);",
    to: "channel.isStale = false;\n    if (ring === undefined) return;",
  },
  {
    name: "an engine that is away is asked to publish",
    file: "core/publishing.ts",
    from: "if (this.#engineStatus.isDown)",
    to: "if (re < 0)",
  },
  {
    name: "an outage is not told",
    file: "core/engine-status.ts",
    from: "channel.takeEarly();\n    this.#become(true);",
    to: "channel.takeEarly();",
  },
  {
    name: "a hub stays degraded that has read on",
    file: "core/engine-status.ts",
    from: "if (this.#stale().length === 0) this.#become(false);",
    to: "if (this.#stale().length < 0) this.#become(false);",
  },
  // --- clients that move, and slow ones ---
  {
    name: "a client that comes from a hub that was told more is set back",
    file: "core/subscribing.ts",
    from: "if (answer !== undefined && isBehind(ring, since, answer))",
    to: "if (answer !== undefined && since.offset < 0 && isBehind(ring, since, answer))",
  },
  {
    name: "a position is looked for by its offset alone",
    file: "core/ring.ts",
    from: "one.epoch === other.epoch && one.offset === other.offset && isSameTime",
    to: "one.epoch === other.epoch && one.offset === other.offset && (isSameTime || true)",
  },
  {
    name: "what the ring has behind what was read is left out",
    file: "core/delivery.ts",
    from: "if (!isAtHead) this.#goOn(subscription, ring);",
    to: "",
  },
  {
    name: "who was slow goes on without a gap",
    file: "core/delivery.ts",
    from: 'if (newest === undefined) return this.#gap(subscription, lost ?? "slow", ring.head);',
    to: "if (newest === undefined) return;",
  },
  {
    name: "a lost position is said to be recovered",
    file: "core/subscribing.ts",
    from: "this.#start(request, subscription, { position: ring.head, recovered: false, reason }, []);",
    to: "this.#start(request, subscription, { position: ring.head, recovered: true, reason }, []);",
  },
  {
    name: "keys of publishes are not handed on",
    file: "publish-request.ts",
    from: "text === undefined ? undefined : {",
    to: "text === undefined || json !== undefined ? undefined : {",
  },
  {
    name: "a publish without an answer is acknowledged",
    file: "core/publishing.ts",
    from: "    if (published === undefined)\n      return this.#refuse",
    to:
      '    if (published === undefined)\n      return this.#effectQueue.say(client, { type: "ack", re, position: { epoch: "e", offset: 1, time: 1e9 } });\n' +
      "    if (published === undefined)\n      return this.#refuse",
  },
];
