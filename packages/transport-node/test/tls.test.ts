// TLS as the options set it. Real sockets.
import { Agent } from "node:https";
import { type AddressInfo, createServer as createPlainServer } from "node:net";
import { createServer } from "node:tls";
import { afterEach, beforeEach, expect, test } from "vitest";
import { certificate } from "@skep/conformance";
import { dial } from "./support/dial.ts";
import { RawServer } from "@skep/conformance";

let server: RawServer;
let url: string;

beforeEach(async () => {
  server = await RawServer.start({ tls: certificate });
  url = server.url({ kind: "accept" });
});

afterEach(() => server.stop());

test("a certificate that nobody vouches for is refused", async () => {
  const report = await dial(url).closed;
  expect(report).toMatchObject({ code: 1006, error: { code: "DEPTH_ZERO_SELF_SIGNED_CERT" } });
  expect(report).not.toHaveProperty("violation");
});

test("a certificate of another name is refused", async () => {
  const { closed } = dial(url, { ca: certificate.cert, servername: "hive.example" });
  expect(await closed).toMatchObject({
    code: 1006,
    error: { code: "ERR_TLS_CERT_ALTNAME_INVALID" },
  });
});

test("any certificate is taken when told to", async () => {
  const { opened, socket } = dial(url, { rejectUnauthorized: false });
  await opened;
  socket.terminate();
});

test("an agent brings its own trust", async () => {
  const agent = new Agent({ ca: certificate.cert, minVersion: "TLSv1.3" });
  const { opened, socket } = dial(url, { agent });
  await opened;
  socket.terminate();
});

test("a client certificate is shown, its key behind a passphrase", async () => {
  const options = {
    ...certificate,
    ca: certificate.cert,
    requestCert: true,
    rejectUnauthorized: false,
  };
  const asking = createServer(options, (stream) => {
    stream.on("error", () => {});
    stream.end(`HTTP/1.1 ${stream.authorized ? 404 : 401} Refused\r\n\r\n`);
  });
  await new Promise<void>((resolve) => asking.listen(0, "127.0.0.1", resolve));
  const at = `wss://127.0.0.1:${(asking.address() as AddressInfo).port}/`;
  const { cert, encryptedKey: key } = certificate;
  expect(await dial(at, { ca: cert }).closed).toMatchObject({ status: 401 });
  const known = dial(at, { ca: [cert], cert, key: Buffer.from(key), passphrase: "swordfish" });
  expect(await known.closed).toMatchObject({ status: 404 });
  asking.close();
});

test("a key that cannot be read is told as closed", async () => {
  expect(await dial(url, { cert: certificate.cert, key: "no key" }).closed).toMatchObject({
    code: 1006,
    error: expect.any(Error),
  });
});

test("a server without TLS is told as closed", async () => {
  const plain = createPlainServer((stream) => void stream.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
  await new Promise<void>((resolve) => plain.listen(0, "127.0.0.1", resolve));
  const { closed } = dial(`wss://127.0.0.1:${(plain.address() as AddressInfo).port}/`);
  expect(await closed).toMatchObject({ code: 1006, error: expect.any(Error) });
  plain.close();
});
