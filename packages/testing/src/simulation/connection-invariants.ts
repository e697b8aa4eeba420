// The invariants of connections alone, by name. What is said of sessions, peers and the inbox is checked of them as well.

export const ofConnection = {
  "bounded queue": {
    says: "The queue of a connection stays below `limit`: in bytes always, in messages when its reader had a macrotask, and while it is open.",
    from: ["I1"],
  },
  "one overflow rule": {
    says: "A link on which a connection lost a message for its queue is given up; while nobody has ever read, the oldest go and the link stays.",
    from: ["I1", "I2"],
  },
  "loops end as told": {
    says: "A loop over a connection ends after its close, or throws the error that retired it, when all that waits was read.",
    from: ["I4", "S8"],
  },
  "dials at once": { says: "A connection never waits for its turn to dial.", from: ["7"] },
} as const;
