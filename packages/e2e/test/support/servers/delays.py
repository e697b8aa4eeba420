"""Holds up the packets of a netfilter queue, each for its own time, where the kernel has no netem.

delays.py QUEUE MILLISECONDS JITTER

Speaks netlink (NETLINK_NETFILTER, nfnetlink_queue) by itself. A packet's time is drawn evenly from
MILLISECONDS - JITTER to MILLISECONDS + JITTER, from a fixed seed, so that later ones overtake earlier ones.
Prints "ready" when it holds the queue.
"""
import heapq
import random
import select
import socket
import struct
import sys
import time

NETFILTER, REQUEST, ACKNOWLEDGE = 12, 1, 4
# Messages of nfnetlink_queue (subsystem 3), and what they carry.
PACKET, VERDICT, CONFIG = 0x300, 0x301, 0x302
CONFIG_COMMAND, CONFIG_PARAMETERS, CONFIG_LENGTH = 1, 2, 3
PACKET_HEADER, VERDICT_HEADER = 1, 2
BIND, COPY_FACTS, ACCEPT, ERROR = 1, 1, 1, 2
LONGEST_QUEUE = 100_000


def attribute(kind, data):
    length = 4 + len(data)
    return struct.pack("=HH", length, kind) + data + b"\0" * (-length % 4)


class Queue:
    """One queue of packets, of which the kernel gives us the numbers alone."""

    def __init__(self, number):
        self.number = number
        self.socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETFILTER)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
        self.socket.bind((0, 0))
        self.configure(CONFIG_COMMAND, struct.pack(">BBH", BIND, 0, 0))
        self.configure(CONFIG_PARAMETERS, struct.pack(">IB", 0, COPY_FACTS))
        self.configure(CONFIG_LENGTH, struct.pack(">I", LONGEST_QUEUE))

    def send(self, kind, flags, attributes):
        body = struct.pack(">BBH", 0, 0, self.number) + attributes
        self.socket.send(struct.pack("=IHHII", 16 + len(body), kind, flags, 0, 0) + body)

    def configure(self, what, value):
        self.send(CONFIG, REQUEST | ACKNOWLEDGE, attribute(what, value))
        for kind, body in self.receive():
            if kind == ERROR and struct.unpack_from("=i", body)[0] != 0:
                sys.exit(f"The queue {self.number} cannot be had: {struct.unpack_from('=i', body)[0]}")

    def release(self, packet):
        self.send(VERDICT, REQUEST, attribute(VERDICT_HEADER, struct.pack(">II", ACCEPT, packet)))

    def receive(self):
        data, at = self.socket.recv(1 << 20), 0
        while at + 16 <= len(data):
            length, kind = struct.unpack_from("=IH", data, at)
            yield kind, data[at + 16 : at + length]
            at += (length + 3) & ~3

    def packets(self):
        """The numbers of those that have come."""
        for kind, body in self.receive():
            at = 4
            while kind == PACKET and at + 4 <= len(body):
                length, name = struct.unpack_from("=HH", body, at)
                if name & 0x7FFF == PACKET_HEADER:
                    yield struct.unpack_from(">I", body, at + 4)[0]
                at += (length + 3) & ~3


def main():
    number, delay, jitter = int(sys.argv[1]), float(sys.argv[2]) / 1e3, float(sys.argv[3]) / 1e3
    chance, queue, held = random.Random(1), Queue(number), []
    print("ready", flush=True)
    while True:
        wait = max(0, held[0][0] - time.monotonic()) if held else None
        readable, _, _ = select.select([queue.socket], [], [], wait)
        now = time.monotonic()
        while held and held[0][0] <= now:
            queue.release(heapq.heappop(held)[1])
        for packet in queue.packets() if readable else ():
            heapq.heappush(held, (now + delay + chance.uniform(-jitter, jitter), packet))


main()
