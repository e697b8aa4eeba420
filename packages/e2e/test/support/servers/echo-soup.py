"""The echo server over libsoup 3 (C), by python3-gi; what it owes is in ../stacks.ts."""
import json
import sys

import gi

gi.require_version("Soup", "3.0")
from gi.repository import GLib, Soup

sockets = set()


def take(socket, kind, data, what, words):
    if what == "close":
        socket.close(int(words[0]), words[1])
    else:
        socket.send_message(kind, data)


def serve(server, message, path, socket):
    sockets.add(socket)
    what, *words = path.strip("/").split("/")

    def end(_):
        sockets.discard(socket)
        facts = dict(closed=path, code=socket.get_close_code(), reason=socket.get_close_data() or "")
        print(json.dumps(facts), flush=True)

    socket.set_max_incoming_payload_size(2**21)
    socket.connect("message", lambda _, kind, data: take(socket, kind, data, what, words))
    socket.connect("closed", end)
    socket.connect("pong", lambda *_: socket.send_text("pong"))
    if what == "large":
        socket.send_text("x" * int(words[0]))
    elif what == "ping":
        socket.set_keepalive_interval(1)


server = Soup.Server()
server.add_websocket_handler(None, None, ["echo.v2", "echo.v1"], serve)
server.listen_local(int(sys.argv[1]), Soup.ServerListenOptions.IPV4_ONLY)
GLib.MainLoop().run()
