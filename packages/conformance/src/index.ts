// The server's half, on Node: a peer that answers as it is told, here or from far away.

export { certificate } from "./certificate.ts";
export { ControlServer } from "./control-server.ts";
export { Mailbox } from "./mailbox.ts";
export { frame, RawLink } from "./raw-link.ts";
export { RawServer, type RawServerOptions } from "./raw-server.ts";
