"""An echo server over python3-websockets. It tells each connection's begin and end as a line of JSON.

echo.py PORT [--ping SECONDS] [--limit BYTES]

The path of a connection says what else happens on it:
  /close/CODE/REASON  the first message is answered by a close
  /fragments          begins with one text and one binary message in three fragments each
  /large/BYTES        begins with a text of that size
  /ping               begins with a ping; when the pong has come, with the text "pong"
"""
import argparse
import asyncio
import json

import websockets


def tell(**facts):
    print(json.dumps(facts), flush=True)


async def greet(socket, path):
    what, *words = path.strip("/").split("/")
    if what == "fragments":
        await socket.send(["frag", "ment", "s"])
        await socket.send([b"\x00\x01", b"\x02", b"\x03"])
    elif what == "large":
        await socket.send("x" * int(words[0]))
    elif what == "ping":
        await (await socket.ping())
        await socket.send("pong")
    elif what == "close":
        await socket.recv()
        await socket.close(int(words[0]), words[1])


async def serve(socket, path):
    tell(opened=path, protocol=socket.subprotocol)
    try:
        await greet(socket, path)
        async for message in socket:
            await socket.send(message)
    except websockets.ConnectionClosed:
        pass
    finally:
        await socket.wait_closed()
        tell(closed=path, code=socket.close_code, reason=socket.close_reason)


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("--ping", type=float)
    parser.add_argument("--limit", type=int, default=2**22)
    options = parser.parse_args()
    async with websockets.serve(
        serve,
        "127.0.0.1",
        options.port,
        subprotocols=["echo.v2", "echo.v1"],
        ping_interval=options.ping,
        max_size=options.limit,
        close_timeout=1,
    ):
        await asyncio.Future()


asyncio.run(main())
