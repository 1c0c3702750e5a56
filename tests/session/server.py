# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers that say one line, nothing, or far too much, and count what they get."""
import socket
import threading
import time


class Counter:
    def __init__(self, greeting=b""):
        self.greeting = greeting
        self.received = b""
        self.connections = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                peer, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self.listen, args=(peer,), daemon=True).start()

    def listen(self, peer):
        try:
            self.reply(peer)
            while data := peer.recv(65536):
                self.received += data
        except OSError:
            pass

    def reply(self, peer):
        """What the server says of itself."""
        peer.sendall(self.greeting)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.close()


class Flood(Counter):
    """Greets, then answers EHLO with 10,000 lines a second that never end."""

    def reply(self, peer):
        peer.sendall(b"220 flood.test ESMTP\r\n")
        peer.recv(4096)
        begun, sent = time.monotonic(), 0
        while time.monotonic() - begun < 60:
            due = int((time.monotonic() - begun) * 10000)
            while sent < due:
                peer.sendall(b"".join(b"250-X-FILLER-%d\r\n" % number for number in range(sent, min(due, sent + 100))))
                sent = min(due, sent + 100)
            time.sleep(0.005)
