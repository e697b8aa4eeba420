// The invariants of what is read and sent, by name.

export const ofInbox = {
  conservation: {
    says: "Delivered = read + waiting + dropped, for each peer, after every step.",
    from: ["8", "I2"],
  },
  "losses are told": {
    says: "All that was dropped is told, at the latest a second later, and the numbers add up.",
    from: ["8", "I2"],
  },
  order: {
    says: "What is read of one peer is in the order in which it was delivered, and what a gate receives is the oldest of its link.",
    from: ["I3"],
  },
  "messages are read once": { says: "A message is read once.", from: ["8", "I2"] },
  "messages know their dial": {
    says: "A message carries the number of the dial that brought it.",
    from: ["I3"],
  },
  "no message before its link": {
    says: "Nothing is read of a link before `connected` is told of it, and nothing at all of one that its gate refused.",
    from: ["5", "I3"],
  },
  "quiet peers are asked": {
    says: "A connected peer that can be asked is asked in every ping interval.",
    from: ["3", "S5"],
  },
  "messages know their time": { says: "A message carries the time of its arrival.", from: ["I3"] },
  "bounded inbox": {
    says: "The inbox stays below its wall: in bytes always, in messages when the reader had a macrotask, and while the pool is open.",
    from: ["I1"],
  },
  "wake-up": { says: "Nobody waits to read while there is something to read.", from: ["I5", "I4"] },
  "fair turns": {
    says: "Of k peers with something to read, each has its turn in any 8 × k messages.",
    from: ["P5"],
  },
  "pauses begin": {
    says: "A socket that can be paused is, when its peer is above any share of the inbox, or its connection above the high-water mark.",
    from: ["I6"],
  },
  "pauses end": {
    says: "No socket is paused when a quarter of the smallest share of its peer waits, or of its connection's high-water mark, or less.",
    from: ["I6"],
  },
  "bounded pauses": { says: "A pause ends after `maxPause`.", from: ["I6"] },
  "unread inboxes end no link": {
    says: "No link ends for an inbox that nobody has ever read, and one warning says what to do where messages are lost for it.",
    from: ["I1", "I6"],
  },
  "what is discarded is counted only": {
    says: "Under `inbox.discard` nothing waits, nothing is told as lost, and no socket is paused.",
    from: ["I1", "I6"],
  },
  "reads are taken back": {
    says: "A read that is taken back settles with the reason of its signal, and takes no message.",
    from: ["I2", "I4"],
  },
  "ends are told": {
    says: "After the end all that waits is read, and then every reader is done.",
    from: ["I4"],
  },
  // Sending.
  "sends settle once": { says: "A send settles once.", from: ["S10"] },
  "sends are not repeated": { says: "A message goes to one socket, once.", from: ["S10"] },
  "sends keep their order": {
    says: "Messages go to the sockets in the order of their sends.",
    from: ["S10"],
  },
  "sends are taken or refused": {
    says: "A send resolves if and only if a socket took its message.",
    from: ["S10"],
  },
  "refused sends are not sent": { says: "What was refused is not sent later.", from: ["S10"] },
  "bounded sends": {
    says: "No more than `sendBuffer.sends` wait, and none longer than `writeTimeout` without progress.",
    from: ["S10"],
  },
  "unavailable at once": { says: "A send without a link is refused at once.", from: ["S10"] },
  "waits end": {
    says: "Who waits for a link or for room is told when that is decided, and when the peer is gone.",
    from: ["6", "G3"],
  },
} as const;
