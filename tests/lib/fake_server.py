# SPDX-License-Identifier: GPL-3.0-or-later
"""Raw scripted servers on loopback. A script is a function that is handed each connection as a Peer."""

import base64
import itertools
import socket
import ssl
import struct
import threading
import time

HOLD_SECONDS = 30

GREETING = b"220 mail.hostile.test ESMTP\r\n"
EHLO_PLAIN = b"250-mail.hostile.test\r\n250-SIZE 10000000\r\n250 STARTTLS\r\n"
EHLO_AUTH = b"250-mail.hostile.test\r\n250-SIZE 10000000\r\n250-8BITMIME\r\n250 AUTH PLAIN LOGIN CRAM-MD5\r\n"


class Gone(Exception):
    """The client hung up, or the script has nothing more to do."""


class Peer:
    """One connection as the server sees it; remembers every byte the client sent."""

    def __init__(self, sock, server):
        self.sock = sock
        self.server = server
        self.plain = b""      # what came before TLS, or without it
        self.secret = b""     # what came inside TLS
        self.buffer = b""
        self.encrypted = False
        self.sni = None
        self.handshake_error = None
        self.sent = 0
        self.ended = None     # when the client's end of the connection was seen
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.settimeout(HOLD_SECONDS)

    # ---- bytes

    def say(self, data):
        """Sends in one write, so in one segment when it is small."""
        try:
            self.sock.sendall(data)
            self.sent += len(data)
        except OSError:
            raise Gone

    def flood(self, chunk, total):
        while self.sent < total:
            self.say(chunk)

    def trickle(self, data, seconds):
        for byte in data:
            self.say(bytes([byte]))
            time.sleep(seconds)

    def pour(self, lines, rate):
        """So many lines a second, those that are due each millisecond."""
        begun, sent, lines = time.monotonic(), 0, iter(lines)
        while True:
            due = max(0, int((time.monotonic() - begun) * rate) + 1 - sent)
            part = list(itertools.islice(lines, due))
            self.say(b"".join(part))
            if len(part) < due:
                return
            sent += due
            time.sleep(0.001)

    def say_and_close(self, data):
        """The last bytes and the end of the stream in one segment."""
        try:
            self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_CORK, 1)
            self.sock.sendall(data)
        except OSError:
            pass
        self.close()

    def bare(self):
        """The socket beneath TLS, to be closed by the caller."""
        return socket.socket(fileno=socket.dup(self.sock.fileno()))

    def read(self):
        try:
            data = self.sock.recv(65536)
        except OSError:
            data = b""
        if not data:
            self.ended = self.ended or time.monotonic()
            raise Gone
        if self.encrypted:
            self.secret += data
        else:
            self.plain += data
        self.buffer += data

    def line(self):
        while b"\n" not in self.buffer:
            self.read()
        line, self.buffer = self.buffer.split(b"\n", 1)
        return line.rstrip(b"\r")

    def hold(self):
        """Says nothing more, listens until the client hangs up."""
        while True:
            self.read()

    def end(self):
        """What a server does once its trick is done: QUIT is answered, everything else is only written down."""
        while True:
            if self.line().upper() == b"QUIT":
                self.say(b"221 2.0.0 bye\r\n")
                self.close()

    def close(self):
        """Ends the stream, without a word of TLS; what the client still sends is read."""
        try:
            with self.bare() as bare:
                bare.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        raise Gone

    def hang_up(self):
        """From another thread than the script's."""
        try:
            self.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass

    def reset(self):
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()
        raise Gone

    # ---- the usual course of a session, up to where the trick begins

    def expect(self, *verbs):
        """The next command; one that is not expected ends the script (what comes is still written down)."""
        line = self.line()
        if not line.upper().startswith(verbs):
            if line.upper() == b"QUIT":
                self.say(b"221 2.0.0 bye\r\n")
                self.close()
            self.end()
        return line

    def hello(self, reply=EHLO_PLAIN, greeting=GREETING):
        self.say(greeting)
        self.expect(b"EHLO ")
        self.say(reply)

    def start_tls(self, context=None):
        """STARTTLS is asked for and agreed to; the handshake follows."""
        self.expect(b"STARTTLS")
        self.say(b"220 2.0.0 go ahead\r\n")
        self.tls(context)

    def tls(self, context=None):
        context = context or self.server.authority.context()

        def note(sock, name, settings):
            self.sni = name
        context.sni_callback = note if context.sni_callback is None else context.sni_callback
        try:
            self.sock = context.wrap_socket(self.sock, server_side=True)
        except (OSError, ValueError) as error:
            self.handshake_error = error
            raise Gone
        self.encrypted = True
        self.buffer = b""

    def secure(self, reply=EHLO_AUTH, context=None):
        """Greeting, EHLO, STARTTLS, and the second EHLO answered with `reply`."""
        self.hello()
        self.start_tls(context)
        self.expect(b"EHLO ")
        self.say(reply)

    def auth(self, reply=EHLO_AUTH):
        """As secure, up to the AUTH line, which is returned."""
        self.secure(reply)
        return self.expect(b"AUTH ")

    # ---- what was seen

    def commands(self):
        return [line.rstrip(b"\r") for line in (self.plain + b"\n" + self.secret).split(b"\n") if line.strip()]


class FakeServer:
    """Listens on a free port of loopback and plays `script` to every connection."""

    def __init__(self, script, authority=None, family=socket.AF_INET, backlog=256):
        self.script = script
        self.authority = authority
        self.peers = []
        self.failures = []
        self.closing = False
        self.listener = socket.socket(family, socket.SOCK_STREAM)
        self.listener.bind(("127.0.0.1" if family == socket.AF_INET else "::1", 0))
        self.listener.listen(backlog)
        self.port = self.listener.getsockname()[1]
        self.threads = []
        self.address = "%s:%d" % ("127.0.0.1" if family == socket.AF_INET else "[::1]", self.port)
        self.acceptor = threading.Thread(target=self.accept, daemon=True)
        self.acceptor.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        """Hangs up on whoever is still there."""
        self.closing = True
        for peer in self.peers:
            peer.hang_up()
        self.stop()

    def accept(self):
        while not self.closing:
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            peer = Peer(sock, self)
            self.peers.append(peer)
            thread = threading.Thread(target=self.play, args=(peer,), daemon=True)
            self.threads.append(thread)
            thread.start()

    def play(self, peer):
        try:
            self.script(peer)
            peer.end()
        except Gone:
            self.drain(peer)
        except Exception as error:  # a fault of the script, not of the client
            self.failures.append("%s: %s" % (type(error).__name__, error))
        finally:
            try:
                peer.sock.close()
            except OSError:
                pass

    @staticmethod
    def drain(peer):
        """After the script: whatever the client still has to say is written down."""
        try:
            peer.sock.settimeout(5)
            while not peer.ended and peer.sock.fileno() >= 0:
                peer.read()
        except (Gone, OSError, ValueError):
            pass

    def stop(self):
        self.closing = True
        try:
            self.listener.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.acceptor.join(6)  # so that no thread is added any more
        self.listener.close()
        for thread in self.threads:
            thread.join(6)

    def received(self):
        """Every byte that came, in all connections."""
        return b"".join(peer.plain + peer.secret for peer in self.peers)


def says(greeting=b""):
    """A script: one greeting, if any; what comes is only written down."""
    def script(peer):
        peer.say(greeting)
        peer.hold()
    return script


def floods(peer):
    """A script: EHLO is answered with 10,000 lines a second that never end."""
    peer.say(b"220 flood.test ESMTP\r\n")
    peer.read()
    peer.pour((b"250-X-FILLER-%d\r\n" % number for number in itertools.count()), 10000)


def decode(text):
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        return None
