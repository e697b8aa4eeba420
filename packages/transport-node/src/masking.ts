// Whether ws can mask what it sends. A bundler that replaces its optional dependency `bufferutil` by an empty module breaks that: from
// 48 bytes on, the first send throws inside of ws and ends the link. Which bundler it was, is not known here.

import WebSocket from "isomorphic-ws";

/** The frame writer of ws, which is public and not in its types. */
interface FrameWriter {
  frame(data: Uint8Array, options: FrameParts): readonly Uint8Array[];
}

interface FrameParts {
  readonly fin: boolean;
  readonly opcode: number;
  readonly mask: boolean;
  readonly readOnly: boolean;
  generateMask(mask: Uint8Array): void;
}

// Long enough for every limit from which ws leaves it to others.
const LENGTH = 64;
const KEY = [1, 2, 3, 4];

/** What ws has beside its class. */
interface Ws {
  readonly Sender?: FrameWriter;
}

/** Writes one frame and looks at it. True where there is nothing to try, as with a `ws` that the runtime has in its place. */
export function masks({ Sender }: Ws = WebSocket as Ws): boolean {
  if (typeof Sender?.frame !== "function") return true;
  try {
    const parts = Sender.frame(new Uint8Array(LENGTH), {
      fin: true,
      opcode: 2,
      mask: true,
      readOnly: true,
      generateMask: (mask) => mask.set(KEY),
    });
    // RFC 6455 5.3: zeros are masked by the key alone.
    const payload = parts.flatMap((part) => [...part]).slice(-LENGTH);
    return payload.every((byte, at) => byte === KEY[at % KEY.length]);
  } catch {
    return false;
  }
}
