# SPDX-License-Identifier: GPL-3.0-or-later
"""A provider: knows one password, counts every AUTH, locks when it likes, and echoes what it has heard."""

import base64
import hashlib
import hmac
import html
import urllib.parse

from client import USER
from fake_server import EHLO_AUTH, FakeServer, decode

WRONG = b"535 5.7.8 Error: authentication failed\r\n"


def escapes(data, form, plain=b""):
    """Each byte in an escape of its own, but for those that may stand as they are."""
    return b"".join(bytes([byte]) if byte in plain else form % byte for byte in data)


LETTERS = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


def spellings(data):
    """How a server may write the password down: name -> bytes."""
    quoted = urllib.parse.quote(data, safe="").encode()
    found = {
        "as is": data, "upper case": data.upper(), "lower case": data.lower(), "hex": data.hex().encode(),
        "HEX": data.hex().upper().encode(), "URL": quoted, "form": urllib.parse.quote_plus(data).encode(),
        "url": escapes(data, b"%%%02x", LETTERS), "every byte %": escapes(data, b"%%%02X"),
        "quoted-printable": escapes(data, b"=%02X", LETTERS + b" "), "RFC 2047": escapes(data, b"=%02X", LETTERS).replace(b"=20", b"_"),
        "xtext": escapes(data, b"+%02X", LETTERS), "\\x": escapes(data, b"\\x%02x", LETTERS + b" "),
        "octal": escapes(data, b"\\%03o", LETTERS + b" "), "backslash": data.replace(b"\\", b"\\\\").replace(b'"', b'\\"'),
        "HTML": html.escape(data.decode()).encode(), "HTML numbers": escapes(data, b"&#%d;", LETTERS),
        "PLAIN": base64.b64encode(b"\0" + USER.encode() + b"\0" + data),
    }
    for offset in range(3):
        found["Base64 at %d" % offset] = base64.b64encode(b"=" * offset + data)
    return found


def cuts(data):
    """The password in pieces, each for a line of its own."""
    for form in (data, base64.b64encode(data)[:len(data) * 8 // 6], data.hex().encode()):
        size = len(form)
        for at in sorted({1, 3, size // 2, size - 1}):
            yield form[:at], form[at:]
        if size >= 12:
            yield form[:size // 3], form[size // 3:2 * size // 3], form[2 * size // 3:]
    if b" " in data.strip():
        yield tuple(data.split(b" ", 1))  # a line break in place of the space


def echoes(data):
    """The lines of text of one reply that has it all."""
    lines = [b"%s: <%s>" % (name.encode(), form) for name, form in spellings(data).items()]
    for pieces in cuts(data):
        if min(map(len, pieces)) > 0:
            lines += [b"cut: " + pieces[0], *pieces[1:-1], pieces[-1] + b" :cut"]
    return lines


def reply(code, lines):
    """Every second line with an enhanced code."""
    texts = [(b"5.7.8 " if number % 2 else b"") + line for number, line in enumerate(lines)]
    return b"".join(b"%d-%s\r\n" % (code, text) for text in texts[:-1]) + b"%d %s\r\n" % (code, texts[-1])


class Provider:
    """`talks`: tells all that it has heard in each reply; and the last line of the verdict and the answer to QUIT have half of
    the password each. `turn`: called with the number of each connection; what it returns is all that is said."""

    def __init__(self, authority, password, talks=False, wrong=WRONG, turn=None, capabilities=EHLO_AUTH):
        self.password = password if isinstance(password, bytes) else password.encode()
        self.wrong, self.turn, self.capabilities = wrong, turn, capabilities
        self.heard = b""      # the password that was tried last
        self.talks = talks
        self.attempts = []    # mechanism of each AUTH
        self.connections = 0
        self.server = FakeServer(self.script, authority)
        self.port = self.server.port

    def script(self, p):
        self.connections += 1
        away = self.turn(self.connections) if self.turn else None
        if away:
            p.say(away)
            p.close()
        p.secure(self.capabilities)
        while True:
            self.take(p, p.line())

    def take(self, p, line):
        verb = line.upper().split(b" ")[0].split(b":")[0]
        if verb == b"AUTH":
            self.log_in(p, line)
        elif verb == b"DATA":
            p.say(self.told(354, b"go on"))
            while p.line() != b".":
                pass
            p.say(self.told(250, b"kept"))
        elif verb == b"QUIT":
            half = self.heard[len(self.heard) // 2:] if self.talks else b""
            p.say(b"221 2.0.0 %s bye\r\n" % half)
            p.close()
        else:
            p.say(self.told(250, b"ok"))

    def log_in(self, p, line):
        words = line.split(b" ")
        mechanism = words[1].upper()
        self.attempts.append(mechanism.decode())
        if mechanism == b"PLAIN":
            given = (decode(words[2]) or b"\0\0").split(b"\0")[2]
        elif mechanism == b"LOGIN":
            p.say(b"334 VXNlcm5hbWU6\r\n")
            p.line()
            p.say(b"334 UGFzc3dvcmQ6\r\n")
            given = decode(p.line()) or b""
        else:
            p.say(b"334 PDQ3MTEuMTIzNEB4Pg==\r\n")
            answer = (decode(p.line()) or b"").split(b" ")[-1].decode()
            proof = hmac.new(self.password, b"<4711.1234@x>", hashlib.md5).hexdigest()
            given = self.password if answer == proof else b""
        if given:
            self.heard = given
        half = self.heard[:len(self.heard) // 2] if self.talks else b""
        if given == self.password:
            p.say(self.told(235, b"welcome " + half))
        else:
            p.say(self.told(535, b"no " + half) if self.talks else self.wrong)

    def told(self, code, text):
        lines = [b"Error: authentication failed"] if code == 535 else []
        return reply(code, lines + (echoes(self.heard) if self.talks and self.heard else []) + [text])

    def stop(self):
        self.server.stop()


class Heard(Provider):
    """Has heard the password before: CRAM-MD5 does not tell it."""

    def __init__(self, authority, password, tried, **settings):
        super().__init__(authority, password, **settings)
        self.heard = tried if isinstance(tried, bytes) else tried.encode()
