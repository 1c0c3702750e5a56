# SPDX-License-Identifier: GPL-3.0-or-later
"""Connections that never stand, break, fall silent, or lead to something else than SMTP."""

import socket
import time

from case import ANY, blames_the_port, case, each
from fake_server import EHLO_AUTH, EHLO_PLAIN, GREETING, FakeServer

STALL = dict(timeout=1, limit=4.5, stalls=True)


# ---- the honest server, to know that the harness is right

@case("honest", "STARTTLS and PLAIN, log-in accepted", exit=0, stage="auth", attempts=1, connections=1)
def _(p):
    p.auth(EHLO_AUTH.replace(b" LOGIN CRAM-MD5", b""))
    p.say(b"235 2.7.0 welcome\r\n")


@case("honest", "implicit TLS, log-in accepted", exit=0, stage="auth", implicit=True, attempts=1)
def _(p):
    p.tls()
    p.hello(EHLO_AUTH.replace(b" LOGIN CRAM-MD5", b""))
    p.expect(b"AUTH PLAIN ")
    p.say(b"235 2.7.0 welcome\r\n")


@case("honest", "IPv6 loopback in brackets", exit=0, stage="auth", family=socket.AF_INET6, host="[::1]", attempts=1)
def _(p):
    p.auth(EHLO_AUTH.replace(b" LOGIN CRAM-MD5", b""))
    p.say(b"235 2.7.0 welcome\r\n")


@case("honest", "every reply byte by byte in its own segment", exit=28, stage="auth", code=535, attempts=1)
def _(p):
    p.trickle(GREETING, 0.001)
    p.expect(b"EHLO ")
    p.trickle(EHLO_PLAIN, 0.001)
    p.start_tls()
    p.expect(b"EHLO ")
    p.trickle(EHLO_AUTH.replace(b" LOGIN CRAM-MD5", b""), 0.001)
    p.expect(b"AUTH ")
    p.trickle(b"535-5.7.8 wrong\r\n535 5.7.8 password\r\n", 0.001)


# ---- connecting

def refused(p):
    raise AssertionError("nobody listens")


def port_of_nobody():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


case("connect", "a closed port", exit=2, stage="connect", problem="connect-refused", host=lambda server: "127.0.0.1:%d" % port_of_nobody(),
     connections=0, shows=("127.0.0.1",))(refused)
case("connect", "a closed port of IPv6", exit=2, stage="connect", problem="connect-refused", connections=0, shows=("::1",),
     host=lambda server: "[::1]:%d" % port_of_nobody())(refused)
case("connect", "IPv6 wanted, IPv4 address typed", exit=2, stage="resolve", problem="no-address", options=("-6",), connections=0,
     host="127.0.0.1")(refused)
case("connect", "IPv4 wanted, IPv6 address typed", exit=2, stage="resolve", problem="no-address", options=("-4",), connections=0,
     host="[::1]")(refused)


class FullServer(FakeServer):
    """A listener whose queue is full: further SYNs are dropped, as a firewall does."""

    def __init__(self, script, authority=None, family=socket.AF_INET):
        super().__init__(script, authority, family, backlog=0)
        self.fillers = []
        for _ in range(3):
            filler = socket.socket(family, socket.SOCK_STREAM)
            filler.setblocking(False)
            filler.connect_ex(self.listener.getsockname())
            self.fillers.append(filler)
        time.sleep(0.05)

    def accept(self):
        pass


case("connect", "SYN packets are dropped", exit=2, stage="connect", problem="connect-timeout", timeout=1, limit=5.0, stalls=True,
     connections=0, server=FullServer)(refused)


# ---- the end comes early

@each("early end", "end of stream %s", {
    "before the greeting": b"",
    "in the middle of the greeting": b"220 mail.hos",
    "after a code without line end": b"220",
    "after one digit": b"2",
    "after a continued greeting": b"220-mail.hostile.test\r\n",
    "after CR without LF": b"220 mail.hostile.test ESMTP\r",
    "after 421 without line end": b"421 4.3.2 come ba",
}, exit=21, stage="greeting", problem="closed")
def _(p, data):
    p.say_and_close(data)


@case("early end", "end of stream before the greeting, half a second late", exit=21, stage="greeting", problem="closed")
def _(p):
    time.sleep(0.5)
    p.close()


@each("early end", "reset %s", {"at once": b"", "after a part of the greeting": b"220 part"}, exit=21, stage="greeting",
      problem="reset")
def _(p, data):
    p.say(data)
    time.sleep(0.2)
    p.reset()


@case("early end", "reset after EHLO", exit=22, stage="ehlo", problem="reset")
def _(p):
    p.say(GREETING)
    p.expect(b"EHLO")
    p.reset()


@case("early end", "end of stream after EHLO", exit=22, stage="ehlo", problem="closed")
def _(p):
    p.say(GREETING)
    p.expect(b"EHLO")
    p.close()


@case("early end", "end of stream within the EHLO reply", exit=22, stage="ehlo", problem="closed")
def _(p):
    p.say(GREETING)
    p.expect(b"EHLO")
    p.say_and_close(b"250-mail.hostile.test\r\n250-STARTT")


@case("early end", "end of stream together with the EHLO reply", exit=6, stage=("ehlo", "tls"), problem="closed")
def _(p):
    p.say(GREETING)
    p.expect(b"EHLO")
    p.say_and_close(EHLO_PLAIN)


@case("early end", "end of stream together with the greeting", exit=6, stage="ehlo", problem="closed")
def _(p):
    p.say_and_close(GREETING)


@case("early end", "end of stream instead of an answer to STARTTLS", exit=29, stage="tls", problem="closed")
def _(p):
    p.hello()
    p.expect(b"STARTTLS")
    p.close()


@case("early end", "reset instead of an answer to STARTTLS", exit=29, stage="tls", problem="reset")
def _(p):
    p.hello()
    p.expect(b"STARTTLS")
    p.reset()


@case("early end", "end of stream after the EHLO inside TLS", exit=32, stage="ehlo", problem="closed")
def _(p):
    p.hello()
    p.start_tls()
    p.expect(b"EHLO")
    p.close()


@case("early end", "reset after the EHLO inside TLS", exit=32, stage="ehlo", problem="reset")
def _(p):
    p.hello()
    p.start_tls()
    p.expect(b"EHLO")
    p.reset()


@case("early end", "TLS taken leave of after EHLO", exit=32, stage="ehlo", problem="closed")
def _(p):
    p.hello()
    p.start_tls()
    p.expect(b"EHLO")
    try:
        p.sock.unwrap()
    except OSError:
        pass
    p.close()


@each("early end", "%s", {"end of stream instead of a verdict on the log-in": ("close", dict(problem="closed")),
                          "reset instead of a verdict on the log-in": ("reset", dict(problem="reset"))},
      exit=28, stage="auth", attempts=1)
def _(p, way):
    p.auth()
    getattr(p, way)()


@case("early end", "end of stream after the answer to a challenge", exit=28, stage="auth", problem="closed", attempts=1,
      options=("--auth", "LOGIN"))
def _(p):
    p.auth()
    p.say(b"334 VXNlcm5hbWU6\r\n")
    p.line()
    p.close()


@each("early end", "%s QUIT", {"end of stream instead of an answer to": "close", "reset instead of an answer to": "reset"},
      exit=0, stage="auth", attempts=1)
def _(p, way):
    p.auth(EHLO_AUTH.replace(b" LOGIN CRAM-MD5", b""))
    p.say(b"235 ok\r\n")
    p.expect(b"QUIT")
    getattr(p, way)()


# ---- silence

@case("silence", "no greeting", exit=21, stage="greeting", problem="reply-timeout", **STALL)
def _(p):
    p.hold()


@case("silence", "no greeting, hangs up on the TLS probe", exit=21, stage="greeting", problem="reply-timeout", **STALL)
def _(p):
    p.read()
    p.close()


@case("silence", "no greeting, because the port speaks TLS", exit=21, stage="greeting", problem="tls-on-plain-port",
      tls="tls-on-plain-port", timeout=1, limit=4.5, stalls=True)
def _(p):
    p.tls()
    p.hold()


@case("silence", "no greeting, the port speaks TLS with an expired certificate", exit=21, stage="greeting",
      problem="tls-on-plain-port", timeout=1, limit=4.5, stalls=True)
def _(p):
    p.tls(p.server.authority.context("expired"))
    p.hold()


@case("silence", "no greeting, TLS alert on the probe", exit=21, stage="greeting", problem=("tls-on-plain-port", "reply-timeout"), **STALL)
def _(p):
    p.read()
    p.say(b"\x15\x03\x01\x00\x02\x02\x28")
    p.close()


@case("silence", "half a greeting", exit=21, stage="greeting", problem="reply-timeout", **STALL)
def _(p):
    p.say(b"220 mail.hos")
    p.hold()


@case("silence", "a greeting that goes on and never ends", exit=21, stage="greeting", problem="reply-timeout", **STALL)
def _(p):
    p.say(b"220-mail.hostile.test\r\n")
    p.hold()


@case("silence", "a greeting of one byte a third of a second", exit=21, stage="greeting", problem="reply-timeout", **STALL)
def _(p):
    p.trickle(GREETING * 10, 0.3)


@case("silence", "an EHLO reply of one line a third of a second", exit=22, stage="ehlo", problem="reply-timeout", **STALL)
def _(p):
    p.say(GREETING)
    p.expect(b"EHLO")
    for _ in range(60):
        p.say(b"250-SLOW\r\n")
        time.sleep(0.3)


@case("silence", "no answer to EHLO", exit=22, stage="ehlo", problem="reply-timeout", **STALL)
def _(p):
    p.say(GREETING)
    p.hold()


@case("silence", "no answer to HELO", exit=22, stage="ehlo", problem="reply-timeout", **STALL)
def _(p):
    p.hello(b"502 what?\r\n")
    p.expect(b"HELO")
    p.hold()


@case("silence", "no answer to STARTTLS", exit=29, stage="tls", problem="reply-timeout", **STALL)
def _(p):
    p.hello()
    p.hold()


@case("silence", "no answer to the EHLO inside TLS", exit=32, stage="ehlo", problem="reply-timeout", **STALL)
def _(p):
    p.hello()
    p.start_tls()
    p.hold()


@case("silence", "no verdict on the log-in", exit=28, stage="auth", problem="reply-timeout", attempts=1, **STALL)
def _(p):
    p.auth()
    p.hold()


@case("silence", "no verdict after the answer to a challenge", exit=28, stage="auth", problem="reply-timeout", attempts=1,
      options=("--auth", "LOGIN"), **STALL)
def _(p):
    p.auth()
    p.say(b"334 VXNlcm5hbWU6\r\n")
    p.line()
    p.say(b"334 UGFzc3dvcmQ6\r\n")
    p.line()
    p.hold()


@case("silence", "no answer to QUIT", exit=0, stage="auth", attempts=1, **STALL)
def _(p):
    p.auth(EHLO_AUTH.replace(b" LOGIN CRAM-MD5", b""))
    p.say(b"235 ok\r\n")
    p.hold()


@case("silence", "QUIT answered with an endless trickle", exit=28, stage="auth", code=535, attempts=1, **STALL)
def _(p):
    p.auth()
    p.say(b"535 no\r\n")
    p.expect(b"QUIT")
    p.trickle(b"2" * 100, 0.1)


@case("silence", "each reply just within its deadline", exit=28, stage="auth", code=535, attempts=1, timeout=1, limit=9.0, stalls=True)
def _(p):
    time.sleep(0.6)
    p.say(GREETING)
    p.expect(b"EHLO")
    time.sleep(0.6)
    p.say(EHLO_PLAIN)
    p.expect(b"STARTTLS")
    time.sleep(0.6)
    p.say(b"220 go\r\n")
    p.tls()
    p.expect(b"EHLO")
    time.sleep(0.6)
    p.say(EHLO_AUTH)
    p.expect(b"AUTH")
    time.sleep(0.6)
    p.say(b"535 no\r\n")


# ---- something else answers

@each("stranger", "%s", {
    "HTTP": (b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\n\r\n<html>\r\n", dict(problem="not-smtp-http")),
    "HTTP 1.0": (b"HTTP/1.0 408 Request Time-out\r\n\r\n", dict(problem="not-smtp-http")),
    "HTML without a head": (b"<html><body>400</body></html>\r\n", dict(problem="not-smtp-http")),
    "a document type": (b"<!DOCTYPE html>\r\n<html>\r\n", dict(problem="not-smtp-http")),
    "IMAP": (b"* OK [CAPABILITY IMAP4rev1] Dovecot ready.\r\n", dict(problem="not-smtp-imap")),
    "IMAP that says goodbye": (b"* BYE too many connections\r\n", dict(problem="not-smtp-imap")),
    "IMAP that is logged in": (b"* PREAUTH hello\r\n", dict(problem="not-smtp-imap")),
    "POP3": (b"+OK Dovecot ready.\r\n", dict(problem="not-smtp-pop3")),
    "POP3 that refuses": (b"-ERR too many connections\r\n", dict(problem="not-smtp-pop3")),
    "SSH": (b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n", dict(problem="not-smtp-ssh")),
    "SSH with a line before it": (b"Welcome\r\nSSH-2.0-x\r\n", dict(problem=("not-smtp-ssh", "invalid-reply"))),
    "VNC": (b"RFB 003.008\n", dict(problem="not-smtp-other", shows=("VNC",))),
    "MySQL": (b"J\x00\x00\x00\x0a8.0.35\x00\x08\x00\x00\x00abc\n", dict(problem="not-smtp-other", shows=("MySQL",))),
    "telnet": (b"\xff\xfd\x18\xff\xfd\x20login: \r\n", dict(problem="not-smtp-other", shows=("telnet",))),
    "ManageSieve": (b'"IMPLEMENTATION" "Dovecot Pigeonhole"\r\n', dict(problem="not-smtp-other", shows=("ManageSieve",))),
    "XMPP": (b"<?xml version='1.0'?><stream:stream xmlns='jabber:client'>\r\n", dict(problem="not-smtp-other", shows=("XMPP",))),
    "SIP": (b"SIP/2.0 400 Bad Request\r\n", dict(problem="not-smtp-other", shows=("SIP",))),
    "RTSP": (b"RTSP/1.0 400 Bad Request\r\n", dict(problem="not-smtp-other", shows=("RTSP",))),
    "rsync": (b"@RSYNCD: 31.0\n", dict(problem="not-smtp-other", shows=("rsync",))),
    "memcached": (b"ERROR\r\n", dict(problem="not-smtp-other", shows=("memcached",))),
    "PostgreSQL": (b"E\0\0\0\x85SFATAL\0VFATAL\0C0A000\0Munsupported frontend protocol\0\n", dict(problem="not-smtp-other", shows=("PostgreSQL",))),
    "AMQP": (b"AMQP\0\0\x09\x01\r\n", dict(problem="not-smtp-other", shows=("AMQP",))),
    "JSON": (b'{"ok":true}\n', dict(problem="not-smtp-other", shows=("JSON",))),
    "NNTP": (b"200 news.hostile.test InterNetNews ready\r\n", dict(problem="not-smtp-other", code=200, shows=("NNTP",))),
    "NNTP read-only": (b"201 no posting\r\n", dict(problem="not-smtp-other", code=201, shows=("NNTP",))),
    "random bytes": (bytes(range(256)) * 3 + b"\n", dict(problem=("invalid-reply", "tls-on-plain-port"))),
    "a banner of an IRC server": (b":irc.hostile.test NOTICE * :*** Looking up\r\n", dict(problem="not-smtp-other", shows=("IRC",))),
}, exit=21, stage="greeting", code=ANY)
def _(p, banner):
    p.say(banner)
    p.hold()


NO_LINES = {
    "XMPP": b"<?xml version='1.0'?><stream:stream xmlns='jabber:client'>", "PostgreSQL": b"E\0\0\0\x85SFATAL\0VFATAL\0C0A000\0",
    "telnet": b"\xff\xfd\x18\xff\xfd\x20\xff\xfd#login: ", "AMQP": b"AMQP\0\0\x09\x01",
    "MySQL": b"\x45\0\0\0\xff\x6a\x04Host 'x' is not allowed to connect to this MySQL server",
}
NAMED = {name: (words, dict(shows=(name,))) for name, words in NO_LINES.items()}
NAMED["LDAP"] = (b"0\x0c\x02\x01\0x\x07", dict(problem="invalid-reply"))  # a digit, but no code


@each("stranger", "%s, which ends no line and hangs up", NAMED, exit=21, stage="greeting", problem="not-smtp-other", code=ANY, sees=blames_the_port)
def _(p, words):
    p.say_and_close(words)


@each("stranger", "%s, which ends no line and waits", NAMED, exit=21, stage="greeting", problem="not-smtp-other", code=ANY, sees=blames_the_port, **STALL)
def _(p, words):
    p.say(words)
    p.hold()


@each("stranger", "FTP, EHLO answered with %s", {
    "500": (b"500 Unknown command.\r\n"), "530": (b"530 Please login with USER and PASS.\r\n"), "502": b"502 Command not implemented.\r\n",
    "500 in its own words": b"500 'EHLO': command not understood.\r\n",
}, exit=22, stage="ehlo", problem="not-smtp-ftp", code=ANY, sees=blames_the_port)
def _(p, reply):
    p.hello(reply, b"220 (vsFTPd 3.0.3) FTP ready\r\n")


@each("stranger", "%s, which hangs up at EHLO", {
    "FTP": (b"220 Microsoft FTP Service\r\n", dict(problem="not-smtp-ftp")),
    "LMTP": (b"220 mail.hostile.test LMTP server ready\r\n", dict(problem="not-smtp-other", shows=("It looks like LMTP.",))),
}, exit=22, stage="ehlo", code=ANY, sees=blames_the_port)
def _(p, greeting):
    p.say(greeting)
    p.line()
    p.close()


@each("stranger", "LMTP, which says so in its %s", {
    "greeting": (b"220 mail.hostile.test Cyrus LMTP ready\r\n", b"500 5.5.1 Unknown command\r\n"),
    "refusal": (b"220 mail.hostile.test ready\r\n", b"502 5.5.1 LHLO required\r\n"),
}, exit=22, stage="ehlo", problem="not-smtp-other", code=ANY, shows=("It looks like LMTP.",), sees=blames_the_port)
def _(p, words):
    p.hello(words[1], words[0])


@case("stranger", "a mail server that names FTP and hangs up at EHLO", exit=22, stage="ehlo", problem="closed", code=ANY)
def _(p):
    p.say(b"220 ftp.hostile.test ESMTP\r\n")
    p.line()
    p.close()


@case("stranger", "HTTP that waits for the client to begin", exit=21, stage="greeting", problem="not-smtp-http", **STALL)
def _(p):
    p.read()
    p.say(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
    p.close()


@each("stranger", "TLS record as greeting: %s", {
    "fatal alert": b"\x15\x03\x03\x00\x02\x02\x28", "server hello": b"\x16\x03\x03\x00\x31\x02\x00\x00\x2d\x03\x03" + b"x" * 32,
    "old alert": b"\x15\x03\x01\x00\x02\x01\x00",
}, exit=21, stage="greeting", problem="tls-on-plain-port", tls="tls-on-plain-port")
def _(p, record):
    p.say(record)
    p.hold()


@each("stranger", "implicit TLS met by %s", {
    "an SMTP greeting": (GREETING, dict(shows=("220 mail.hostile.test",))),
    "a 421 greeting": (b"421 4.7.0 too many connections\r\n", dict(shows=("421 4.7.0 too many",))),
    "a 554 greeting": (b"554 go away\r\n", dict(shows=("554 go away",))),
    "HTTP": (b"HTTP/1.1 400 Bad Request\r\n\r\n", dict(shows=("HTTP/1.1 400",))),
    "IMAP": (b"* OK ready\r\n", dict(shows=("* OK ready",))),
    "escape sequences": (b"\x1b]0;owned\x07\x1b[2J\r\n", dict(shows=("\\x1B]0;owned\\x07",))),
    "a line without end": (b"a" * 5000, {}),
}, exit=29, stage="tls", problem="plain-on-tls-port", tls="plain-on-tls-port", implicit=True)
def _(p, banner):
    p.say(banner)
    p.hold()


@case("stranger", "implicit TLS met by silence", exit=29, stage="tls", problem="tls-timeout", implicit=True, **STALL)
def _(p):
    p.hold()


@each("stranger", "implicit TLS met by %s", {"end of stream": "close", "reset": "reset"}, exit=29, stage="tls",
      problem="tls-closed", implicit=True)
def _(p, way):
    p.read()
    getattr(p, way)()
