"""The echo server over python3-autobahn; what it owes is in ../stacks.ts."""
import asyncio
import json
import sys

from autobahn.asyncio.websocket import WebSocketServerFactory, WebSocketServerProtocol


class Echo(WebSocketServerProtocol):
    def onConnect(self, request):
        self.path = request.path
        self.what, *self.words = request.path.strip("/").split("/")
        known = [name for name in request.protocols if name in ("echo.v2", "echo.v1")]
        return known[0] if known else None

    def onOpen(self):
        if self.what == "fragments":
            self.send_in_frames([b"frag", b"ment", b"s"], False)
            self.send_in_frames([b"\x00\x01", b"\x02", b"\x03"], True)
        elif self.what == "large":
            self.sendMessage(b"x" * int(self.words[0]))
        elif self.what == "ping":
            self.sendPing()

    def send_in_frames(self, parts, binary):
        self.beginMessage(isBinary=binary)
        for part in parts:
            self.sendMessageFrame(part)
        self.endMessage()

    def onMessage(self, payload, isBinary):
        if self.what == "close":
            self.sendClose(int(self.words[0]), self.words[1])
        else:
            self.sendMessage(payload, isBinary)

    def onPong(self, payload):
        self.sendMessage(b"pong")

    def onClose(self, wasClean, code, reason):
        print(json.dumps(dict(closed=self.path, code=code, reason=reason or "")), flush=True)


async def main():
    loop = asyncio.get_running_loop()
    # Without this loop it would take handshakes and never answer them.
    factory = WebSocketServerFactory(protocols=["echo.v2", "echo.v1"], loop=loop)
    factory.protocol = Echo
    factory.setProtocolOptions(maxMessagePayloadSize=2**21)
    await loop.create_server(factory, "127.0.0.1", int(sys.argv[1]))
    await asyncio.Future()


asyncio.run(main())
