// The server of raw bytes that the tests of the transport have; it is theirs, and not written twice.
export { certificate } from "../../../transport-node/test/support/certificate.ts";
export { frame, RawLink } from "../../../transport-node/test/support/raw-link.ts";
export { RawServer } from "../../../transport-node/test/support/raw-server.ts";
