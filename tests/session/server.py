# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that says one line (or nothing) and counts what it gets."""
import socket
import threading


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
            peer.sendall(self.greeting)
            while data := peer.recv(65536):
                self.received += data
        except OSError:
            pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.close()
