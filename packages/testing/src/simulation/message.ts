// The messages of simulated servers: numbered, of several kinds, as text or bytes.

/** `m`: a message; `r`: one that `ready` waits for; `a`: the answer to a probe. */
export type MessageKind = "m" | "r" | "a";

/** A number of digits and as much padding as is asked for. */
export function messageText(kind: MessageKind, number: number, padding: number = 0): string {
  return `${kind}${number}:${"x".repeat(padding)}`;
}

export function messageBytes(kind: MessageKind, number: number, padding: number = 0): Uint8Array {
  return new TextEncoder().encode(messageText(kind, number, padding));
}

export function kindOfMessage(data: string | Uint8Array): MessageKind {
  return asText(data)[0] as MessageKind;
}

export function numberOfMessage(data: string | Uint8Array): number {
  const text = asText(data);
  return Number(text.slice(1, text.indexOf(":")));
}

function asText(data: string | Uint8Array): string {
  return typeof data === "string" ? data : new TextDecoder().decode(data.subarray(0, 20));
}
