"""The echo server over python3-aiohttp; what it owes is in ../stacks.ts."""
import json
import sys

from aiohttp import WSMsgType, web


async def greet(socket, what, words):
    if what == "large":
        await socket.send_str("x" * int(words[0]))
    elif what == "ping":
        await socket.ping()
    elif what == "close":
        await socket.receive()
        await socket.close(code=int(words[0]), message=words[1].encode())


async def answer(socket, message):
    if message.type == WSMsgType.TEXT:
        await socket.send_str(message.data)
    elif message.type == WSMsgType.BINARY:
        await socket.send_bytes(message.data)
    elif message.type == WSMsgType.PING:
        await socket.pong(message.data)
    elif message.type == WSMsgType.PONG:
        await socket.send_str("pong")
    else:
        return message
    return None


async def serve(request):
    # Its own way with pings hides the pongs.
    socket = web.WebSocketResponse(
        protocols=["echo.v2", "echo.v1"], max_msg_size=2**21, autoping=False
    )
    await socket.prepare(request)
    what, *words = request.path.strip("/").split("/")
    end = None
    try:
        await greet(socket, what, words)
        while end is None:
            end = await answer(socket, await socket.receive())
    finally:
        reason = end.extra if end is not None and end.type == WSMsgType.CLOSE else ""
        print(json.dumps(dict(closed=request.path, code=socket.close_code, reason=reason)), flush=True)
    return socket


app = web.Application()
app.add_routes([web.get("/{path:.*}", serve)])
web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), print=None)
