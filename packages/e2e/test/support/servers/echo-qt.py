"""The echo server over Qt's WebSockets (C++), by python3-pyqt5.qtwebsockets; what it owes is in ../stacks.ts."""
import json
import signal
import sys

from PyQt5.QtCore import QCoreApplication
from PyQt5.QtNetwork import QHostAddress
from PyQt5.QtWebSockets import QWebSocketProtocol, QWebSocketServer

signal.signal(signal.SIGTERM, signal.SIG_DFL)
sockets = set()


def serve():
    socket = server.nextPendingConnection()
    sockets.add(socket)
    path = socket.requestUrl().path()
    what, *words = path.strip("/").split("/")
    send = {"text": socket.sendTextMessage, "binary": socket.sendBinaryMessage}

    def take(kind, data):
        if what == "close":
            socket.close(QWebSocketProtocol.CloseCode(int(words[0])), words[1])
        else:
            send[kind](data)

    def end():
        sockets.discard(socket)
        facts = dict(closed=path, code=int(socket.closeCode()), reason=socket.closeReason())
        print(json.dumps(facts), flush=True)
        socket.deleteLater()

    socket.setMaxAllowedIncomingMessageSize(2**21)
    socket.textMessageReceived.connect(lambda data: take("text", data))
    socket.binaryMessageReceived.connect(lambda data: take("binary", data))
    socket.pong.connect(lambda *_: socket.sendTextMessage("pong"))
    socket.disconnected.connect(end)
    greet(socket, what, words)


def greet(socket, what, words):
    if what == "fragments":
        # It cuts what is larger than a frame may be.
        socket.setOutgoingFrameSize(4)
        socket.sendTextMessage("fragments")
        socket.setOutgoingFrameSize(1)
        socket.sendBinaryMessage(b"\x00\x01\x02\x03")
    elif what == "large":
        socket.sendTextMessage("x" * int(words[0]))
    elif what == "ping":
        socket.ping()


app = QCoreApplication(sys.argv)
server = QWebSocketServer("echo", QWebSocketServer.NonSecureMode)
server.newConnection.connect(serve)
server.listen(QHostAddress.LocalHost, int(sys.argv[1]))
sys.exit(app.exec())
