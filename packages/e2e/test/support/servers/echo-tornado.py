"""The echo server over python3-tornado; what it owes is in ../stacks.ts."""
import json
import sys

from tornado.ioloop import IOLoop
from tornado.web import Application
from tornado.websocket import WebSocketHandler


class Echo(WebSocketHandler):
    def select_subprotocol(self, subprotocols):
        known = [name for name in subprotocols if name in ("echo.v2", "echo.v1")]
        return known[0] if known else None

    async def open(self, path):
        self.what, *self.words = path.split("/")
        if self.what == "large":
            await self.write_message("x" * int(self.words[0]))
        elif self.what == "ping":
            self.ping()

    async def on_message(self, message):
        if self.what == "close":
            self.close(int(self.words[0]), self.words[1])
        else:
            await self.write_message(message, binary=isinstance(message, bytes))

    async def on_pong(self, data):
        await self.write_message("pong")

    def on_close(self):
        facts = dict(closed=self.request.path, code=self.close_code, reason=self.close_reason or "")
        print(json.dumps(facts), flush=True)


app = Application([(r"/(.*)", Echo)], websocket_max_message_size=2**21)
app.listen(int(sys.argv[1]), "127.0.0.1")
IOLoop.current().start()
