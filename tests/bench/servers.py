# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers on loopback that say nothing at all, or 10,000 lines a second."""
import socket
import threading
import time

RATE = 10000
REPLY_LINES = 512  # REPLY_LINES_MAX in src/smtp/reply.h: what is longer is told to be a reply that does not end


class Server:
    """One thread a connection; play(peer) is the server's side of it."""

    def __init__(self):
        self.listener = socket.create_server(('127.0.0.1', 0))
        self.address = f'127.0.0.1:{self.listener.getsockname()[1]}'
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                peer, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.attend, args=(peer,), daemon=True).start()

    def attend(self, peer):
        with peer:
            peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            try:
                self.play(peer)
            except OSError:
                pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()


class BlackHole(Server):
    """Accepts, and never answers."""

    def play(self, peer):
        while peer.recv(4096):
            pass


def pour(peer, lines):
    """Sends the lines at the rate, those that are due each millisecond."""
    begun, sent = time.monotonic(), 0
    while sent < len(lines):
        due = min(len(lines), int((time.monotonic() - begun) * RATE) + 1)
        peer.sendall(b''.join(lines[sent:due]))
        sent = due
        time.sleep(0.001)


def long_reply(code, *words):
    """As many lines as one reply may have, these first."""
    filler = [f'FILLER {number} of the answer' for number in range(len(words) + 1, REPLY_LINES)]
    return [f'{code}-{line}\r\n'.encode() for line in (*words, *filler)] + [f'{code} end\r\n'.encode()]


class Flood(Server):
    """Greeting, EHLO and STARTTLS are each answered with as many lines as one reply may have; then it goes."""

    def play(self, peer):
        pour(peer, long_reply(220, 'flood.test ESMTP'))
        for answer in (long_reply(250, 'flood.test', 'STARTTLS'), long_reply(220, 'go on')):
            if not peer.recv(4096):
                return
            pour(peer, answer)


class Endless(Server):
    """A greeting of which the end never comes."""

    def play(self, peer):
        pour(peer, [b'220-FILLER\r\n'] * 10 * RATE)
