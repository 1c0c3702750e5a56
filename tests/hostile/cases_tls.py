# SPDX-License-Identifier: GPL-3.0-or-later
"""TLS: certificates that prove nothing, handshakes that fail, bytes in the wrong place."""

import ssl
import time

from case import ANY, case, each
from certificates import HOST
from fake_server import EHLO_AUTH, EHLO_PLAIN, GREETING

V = ssl.TLSVersion
STALL = dict(timeout=1, limit=4.5, stalls=True)


# ---- certificates

def quits_at_most(run, peers):
    """After a certificate problem nothing but QUIT may travel."""
    heard = [line for peer in peers for line in peer.secret.split(b"\r\n") if line]
    return [] if heard in ([], [b"QUIT"]) else ["sent to an unproved server: %r" % heard]


CERTIFICATES = {
    "expired": dict(problem="expired", shows=("20",)),
    "expired-today": dict(problem="expired"),
    "future": dict(problem="not-yet-valid", shows=("20",)),
    "self-signed": dict(problem="self-signed"),
    "stranger": dict(problem="unknown-ca", shows=("Stranger Root",)),
    "stranger-chain": dict(problem="unknown-ca", shows=("Stranger Root",)),
    "below": dict(problem="incomplete-chain", shows=("Hostile Intermediate CA 1",)),
    "below-expired": dict(problem="expired"),
    "out-of-limits": dict(problem=("certificate-invalid", "wrong-host")),
    "wrong-host": dict(problem="wrong-host", shows=("www.elsewhere.test", HOST)),
    "name-only": dict(problem="wrong-host"),
    "wildcard-deep": dict(problem="wrong-host"),
    "wildcard-all": dict(problem="wrong-host"),
    "wildcard-part": dict(problem="wrong-host"),
    "nul-name": dict(problem="wrong-host"),
    "escape-name": dict(problem="wrong-host"),
    "escape-subject": dict(problem="wrong-host"),
    "many-names": dict(problem="wrong-host"),
    "client-only": dict(problem="certificate-invalid"),
    "weak-rsa": dict(problem="weak-key"),
    "sha1": dict(problem="weak-key"),
    "expired-wrong": dict(problem="wrong-host", shows=("was valid until",)),
    "stranger-expired": dict(problem="unknown-ca"),
}


@each("certificate", "%s", {name: (name, settings) for name, settings in CERTIFICATES.items()}, exit=29, stage="tls", attempts=0,
      sees=quits_at_most)
def _(p, name):
    p.secure(context=p.server.authority.context(name))


@case("certificate", "larger than the TLS library takes", exit=29, stage="tls", problem="tls-handshake-failed", tls="handshake-failed",
      attempts=0, shows=("certificate is too large",), hides=("excessive",))
def _(p):
    p.secure(context=p.server.authority.context("huge"))


@each("certificate", "%s, implicit TLS", {name: (name, dict(problem=CERTIFICATES[name]["problem"])) for name in
                                          ("expired", "self-signed", "stranger", "below", "wrong-host")},
      exit=29, stage="tls", attempts=0, implicit=True, sees=quits_at_most)
def _(p, name):
    p.tls(p.server.authority.context(name))
    p.hello(EHLO_AUTH)


@each("certificate", "%s, over TLS 1.2", {name: (name, dict(problem=CERTIFICATES[name]["problem"])) for name in
                                          ("expired", "future", "self-signed", "stranger", "wrong-host", "weak-rsa")},
      exit=29, stage="tls", attempts=0, sees=quits_at_most)
def _(p, name):
    p.secure(context=p.server.authority.context(name, high=V.TLSv1_2))


@each("certificate", "%s is in order", {name: name for name in ("below-chain", "wrong-order", "wildcard", "no-address")}, exit=28, stage="auth",
      code=535, tls=None, attempts=1)
def _(p, name):
    p.secure(context=p.server.authority.context(name))
    p.expect(b"AUTH")
    p.say(b"535 no\r\n")


@each("certificate", "server typed as address, %s", {
    "address in the certificate": ("good", dict(exit=28, stage="auth", code=535, attempts=1)),
    "only a name in the certificate": ("no-address", dict(problem="wrong-host", shows=("127.0.0.1",))),
    "only a CN in the certificate": ("name-only", dict(problem="wrong-host")),
    "the address as a name in the certificate": ("address-as-name", dict(problem="wrong-host", shows=("lists 127.0.0.1 as a name",),
                                                                         hides=("127.0.0.1, not for 127.0.0.1",))),
}, exit=29, stage="tls", host="127.0.0.1")
def _(p, name):
    p.secure(context=p.server.authority.context(name))
    p.expect(b"AUTH")
    p.say(b"535 no\r\n")


case("certificate", "self-signed, of a CA that is trusted for nothing else", exit=29, stage="tls", problem=("unknown-ca", "incomplete-chain"),
     ca="other-root.pem", attempts=0)(lambda p: p.secure())


@case("certificate", "the system's trust does not know our root", exit=29, stage="tls", problem=("unknown-ca", "incomplete-chain"), ca=None, attempts=0)
def _(p):
    p.secure()


# ---- SNI

def names_host(expected):
    return lambda run, peers: [] if peers[0].sni == expected else ["SNI was %r" % peers[0].sni]


def only_for(name, peer):
    """A server that knows one name and shows every other caller the door."""
    context = peer.server.authority.context()

    def choose(sock, asked, settings):
        peer.sni = asked
        return None if asked == name else ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME
    context.sni_callback = choose
    return context


@case("SNI", "the typed name is sent", exit=28, stage="auth", code=535, sees=names_host(HOST))
def _(p):
    p.secure(context=only_for(HOST, p))
    p.expect(b"AUTH")
    p.say(b"535 no\r\n")


@case("SNI", "another name is sent on request, the typed one verified", exit=29, stage="tls", problem="wrong-host",
      options=("--tls-sni", "www.elsewhere.test"), sees=names_host("www.elsewhere.test"), attempts=0)
def _(p):
    context = only_for("www.elsewhere.test", p)
    context.load_cert_chain(p.server.authority.path("wrong-host.pem"), p.server.authority.path("leaf.key"))
    p.secure(context=context)


@case("SNI", "no name for an address, and the server wants one", exit=29, stage="tls", problem="tls-unrecognized-name", host="127.0.0.1",
      sees=names_host(None), attempts=0, shows=("unrecognized_name",))
def _(p):
    p.secure(context=only_for(HOST, p))


@case("SNI", "the server does not know the name", exit=29, stage="tls", problem="tls-unrecognized-name", shows=("unrecognized_name", HOST), attempts=0)
def _(p):
    p.secure(context=only_for("smtp.elsewhere.test", p))


# ---- client certificates

@each("client certificate", "demanded, %s", {"TLS 1.2": V.TLSv1_2, "TLS 1.3": V.TLSv1_3}, exit=29, stage="tls", problem="tls-client-certificate",
      attempts=0)
def _(p, version):
    p.secure(context=p.server.authority.context(client="required", low=version, high=version))


@each("client certificate", "demanded where the run ends at TLS, %s", {"TLS 1.2": V.TLSv1_2, "TLS 1.3": V.TLSv1_3}, exit=29, stage="tls",
      problem="tls-client-certificate", attempts=0, options=("-q", "TLS"))
def _(p, version):
    p.hello()
    p.start_tls(p.server.authority.context(client="required", low=version, high=version))
    p.line()


@case("client certificate", "demanded on an implicit TLS port where the run ends at TLS, TLS 1.3", exit=29, stage="tls",
      problem="tls-client-certificate", implicit=True, attempts=0, options=("-q", "TLS"))
def _(p):
    p.tls(p.server.authority.context(client="required"))
    p.hello(EHLO_AUTH)


@each("client certificate", "wished for where the run ends at TLS, %s", {"TLS 1.2": (V.TLSv1_2, {}), "TLS 1.3": (V.TLSv1_3, {})}, exit=0,
      stage="tls", attempts=0, options=("-q", "TLS"))
def _(p, version):
    p.hello()
    p.start_tls(p.server.authority.context(client="optional", low=version, high=version))
    p.expect(b"NOOP" if version == V.TLSv1_3 else b"QUIT")
    p.say(b"250 ok\r\n" if version == V.TLSv1_3 else b"221 bye\r\n")


@each("client certificate", "wished for, %s", {"TLS 1.2": V.TLSv1_2, "TLS 1.3": V.TLSv1_3}, exit=28, stage="auth", code=535, attempts=1)
def _(p, version):
    p.secure(context=p.server.authority.context(client="optional", low=version, high=version))
    p.expect(b"AUTH")
    p.say(b"535 no\r\n")


@case("client certificate", "demanded on an implicit TLS port, TLS 1.3", exit=29, stage="tls", problem="tls-client-certificate", implicit=True,
      attempts=0)
def _(p):
    p.tls(p.server.authority.context(client="required"))
    p.hello(EHLO_AUTH)


# ---- versions and ciphers

@each("versions", "server knows only %s", {"TLS 1.0": V.TLSv1, "TLS 1.1": V.TLSv1_1}, exit=29, stage="tls", problem="tls-version", attempts=0,
      tls="handshake-failed")
def _(p, version):
    p.secure(context=p.server.authority.context(low=V.TLSv1, high=version))


@each("versions", "only the cipher %s", {"NULL-SHA256": "NULL-SHA256", "AECDH-NULL-SHA": "AECDH-NULL-SHA"}, exit=29, stage="tls",
      problem="tls-no-common-cipher", attempts=0)
def _(p, cipher):
    p.secure(context=p.server.authority.context(high=V.TLSv1_2, ciphers=cipher + ":@SECLEVEL=0"))


@each("versions", "TLS %s works", {"1.2": V.TLSv1_2, "1.3": V.TLSv1_3}, exit=28, stage="auth", code=535, attempts=1)
def _(p, version):
    p.secure(context=p.server.authority.context(low=version, high=version))
    p.expect(b"AUTH")
    p.say(b"535 no\r\n")


SAFE_RENEGOTIATION = b"\x00\x05\xff\x01\x00\x01\x00"


def server_hello(version, extensions=SAFE_RENEGOTIATION):
    body = version + b"r" * 32 + b"\x00" + b"\xc0\x2f" + b"\x00" + extensions
    handshake = b"\x02" + len(body).to_bytes(3, "big") + body
    return b"\x16\x03\x03" + len(handshake).to_bytes(2, "big") + handshake


@each("versions", "a ServerHello that chooses %s", {"SSL 3.0": b"\x03\x00", "TLS 1.0": b"\x03\x01", "TLS 1.1": b"\x03\x02"}, exit=29, stage="tls",
      problem="tls-version", attempts=0)
def _(p, version):
    raw_handshake(p)
    p.say(server_hello(version))
    p.hold()


@case("versions", "a ServerHello from before 2010", exit=29, stage="tls", problem="tls-handshake-failed", attempts=0)
def _(p):
    raw_handshake(p)
    p.say(server_hello(b"\x03\x03", b""))
    p.hold()


# ---- alerts

def raw_handshake(p):
    """Up to the ClientHello, which is not answered."""
    p.hello()
    p.expect(b"STARTTLS")
    p.say(b"220 go ahead\r\n")
    p.read()


ALERTS = {
    "handshake failure (40)": (40, dict(problem="tls-no-common-cipher")), "bad certificate (42)": (42, {}), "certificate unknown (46)": (46, {}),
    "unknown CA (48)": (48, dict(shows=("unknown_ca",))), "access denied (49)": (49, dict(shows=("access_denied",))),
    "decode error (50)": (50, dict(shows=("decode_error",))), "protocol version (70)": (70, dict(problem="tls-version")),
    "insufficient security (71)": (71, dict(problem="tls-no-common-cipher")), "internal error (80)": (80, dict(shows=("internal_error",))),
    "inappropriate fallback (86)": (86, {}), "user canceled (90)": (90, {}), "unrecognized name (112)": (112, dict(problem="tls-unrecognized-name")),
    "certificate required (116)": (116, dict(problem="tls-client-certificate")), "no application protocol (120)": (120, {}),
    "unassigned (200)": (200, {}),
}


@each("alerts", "fatal alert %s", ALERTS, exit=29, stage="tls", problem="tls-handshake-failed", attempts=0, tls="handshake-failed")
def _(p, number):
    raw_handshake(p)
    p.say(b"\x15\x03\x03\x00\x02\x02" + bytes([number]))
    p.close()


@case("alerts", "warning alert, then silence", exit=29, stage="tls", problem="tls-timeout", attempts=0, **STALL)
def _(p):
    raw_handshake(p)
    p.say(b"\x15\x03\x03\x00\x02\x01\x70")
    p.hold()


@case("alerts", "close notify instead of a ServerHello", exit=29, stage="tls", problem=("tls-closed", "tls-handshake-failed"), attempts=0)
def _(p):
    raw_handshake(p)
    p.say(b"\x15\x03\x03\x00\x02\x01\x00")
    p.close()


# ---- handshakes that stop or go wrong

@case("handshake", "silence after 220", exit=29, stage="tls", problem="tls-timeout", attempts=0, **STALL)
def _(p):
    raw_handshake(p)
    p.hold()


@case("handshake", "a late 220, then silence", exit=29, stage="tls", problem="tls-timeout", attempts=0, **STALL)
def _(p):
    p.hello()
    p.expect(b"STARTTLS")
    time.sleep(0.7)
    p.say(b"220 go ahead\r\n")
    p.read()
    p.hold()


@case("handshake", "a late 220, then a slow handshake", exit=28, stage="auth", code=535, attempts=1, timeout=1, limit=6.0, stalls=True)
def _(p):
    p.hello()
    p.expect(b"STARTTLS")
    time.sleep(0.6)
    p.say(b"220 go ahead\r\n")
    time.sleep(0.6)
    p.tls()
    p.expect(b"EHLO")
    p.say(EHLO_AUTH)
    p.expect(b"AUTH")
    p.say(b"535 no\r\n")


@case("handshake", "silence after the ServerHello", exit=29, stage="tls", problem="tls-timeout", attempts=0, **STALL)
def _(p):
    raw_handshake(p)
    p.say(server_hello(b"\x03\x03"))
    p.hold()


@case("handshake", "half a record, then silence", exit=29, stage="tls", problem="tls-timeout", attempts=0, **STALL)
def _(p):
    raw_handshake(p)
    p.say(server_hello(b"\x03\x03")[:20])
    p.hold()


@case("handshake", "one byte a third of a second", exit=29, stage="tls", problem="tls-timeout", attempts=0, **STALL)
def _(p):
    raw_handshake(p)
    p.trickle(server_hello(b"\x03\x03"), 0.3)


@each("handshake", "%s after 220", {"end of stream": "close", "reset": "reset"}, exit=29, stage="tls", problem="tls-closed", attempts=0)
def _(p, way):
    raw_handshake(p)
    getattr(p, way)()


@each("handshake", "%s within the ServerHello", {"end of stream": "close", "reset": "reset"}, exit=29, stage="tls", problem="tls-closed", attempts=0)
def _(p, way):
    raw_handshake(p)
    p.say(server_hello(b"\x03\x03")[:30])
    time.sleep(0.1)
    getattr(p, way)()


GARBAGE = {
    "plain text": b"250-mail\r\n250 AUTH PLAIN\r\n", "a 454 reply": b"454 4.7.0 TLS not available due to local problem\r\n",
    "zeros": b"\0" * 600, "random-looking bytes": bytes((n * 89 + 7) % 256 for n in range(2000)),
    "a record of 20000 bytes": b"\x16\x03\x03\x4e\x20" + b"\x02" * 20000, "an empty record": b"\x16\x03\x03\x00\x00" * 64,
    "application data": b"\x17\x03\x03\x00\x20" + b"x" * 32, "SSL 2 hello": b"\x80\x2e\x04\x01\x00\x02" + b"x" * 40,
    "a handshake message of 16 MB": b"\x16\x03\x03\x40\x00\x0b\xff\xff\xff" + b"c" * 16380, "our own ClientHello": None,
    "change cipher spec": b"\x14\x03\x03\x00\x01\x01" * 40,
}


@each("handshake", "answered with %s", GARBAGE, exit=29, stage="tls", problem=("tls-handshake-failed", "tls-closed", "tls-timeout", "tls-version"), attempts=0, timeout=1)
def _(p, data):
    raw_handshake(p)
    p.say(p.buffer if data is None else data)
    time.sleep(0.3)
    p.close()


# ---- bytes in the wrong place

INJECTED = {
    "an EHLO reply": b"250-mail\r\n250 AUTH PLAIN LOGIN\r\n", "one byte": b"x", "an empty line": b"\r\n", "NUL": b"\0", "another 220": b"220 go\r\n",
    "a 421": b"421 4.3.2 shutting down\r\n", "a TLS record": server_hello(b"\x03\x03"), "half a line": b"250-ma", "a 235": b"235 ok\r\n",
    "60 kB": b"250-x\r\n" * 9000,
}


@each("injection", "%s after the 220 to STARTTLS", INJECTED, exit=29, stage="tls", problem="starttls-injection", tls="starttls-injection",
      attempts=0, sees=lambda run, peers: ["bytes were sent after the injection: %r" % peers[0].plain[-60:]] if not peers[0].plain.endswith(b"STARTTLS\r\n") else [])
def _(p, extra):
    p.hello()
    p.expect(b"STARTTLS")
    p.say(b"220 go ahead\r\n" + extra)


@case("injection", "plain text before the handshake, in a segment of its own", exit=29, stage="tls",
      problem=("starttls-injection", "tls-handshake-failed"), attempts=0)
def _(p):
    p.hello()
    p.expect(b"STARTTLS")
    p.say(b"220 go ahead\r\n")
    p.say(b"250-mail\r\n250 AUTH PLAIN\r\n")


@case("injection", "a 220 in two lines", exit=28, stage="auth", code=535, attempts=1)
def _(p):
    p.hello()
    p.expect(b"STARTTLS")
    p.say(b"220-go\r\n220 ahead\r\n")
    p.tls()
    p.expect(b"EHLO")
    p.say(EHLO_AUTH)
    p.expect(b"AUTH")
    p.say(b"535 no\r\n")


def raw_after_handshake(p):
    """TLS stands; returns the bare socket beneath it."""
    p.hello()
    p.start_tls()
    p.expect(b"EHLO")
    return p.bare()


@each("injection", "%s inside an established session", {
    "plain text": b"250-mail\r\n250 AUTH PLAIN\r\n", "a forged record": b"\x17\x03\x03\x00\x20" + b"x" * 32, "a plain alert": b"\x15\x03\x03\x00\x02\x02\x28",
    "zeros": b"\0" * 100, "an oversized record": b"\x17\x03\x03\xff\xff" + b"x" * 65535,
}, exit=32, stage="ehlo", problem=("reset", "closed", "tls-handshake-failed"), attempts=0)
def _(p, data):
    with raw_after_handshake(p) as bare:
        try:
            bare.sendall(data)
        except OSError:
            pass
    p.hold()


@case("injection", "plain text instead of the verdict on the log-in", exit=28, stage="auth", problem=("reset", "closed"), attempts=1)
def _(p):
    p.auth()
    with p.bare() as bare:
        bare.sendall(b"235 2.7.0 welcome\r\n")
    p.hold()


@case("injection", "end of stream in the middle of a record", exit=32, stage="ehlo", problem=("reset", "closed"), attempts=0)
def _(p):
    with raw_after_handshake(p) as bare:
        bare.sendall(b"\x17\x03\x03\x01\x00half")
    p.close()


@case("tickets", "many session tickets", exit=28, stage="auth", code=535, attempts=1)
def _(p):
    p.secure(context=p.server.authority.context(tickets=200))
    p.expect(b"AUTH")
    p.say(b"535 no\r\n")


@case("tickets", "none at all", exit=28, stage="auth", code=535, attempts=1)
def _(p):
    p.secure(context=p.server.authority.context(tickets=0))
    p.expect(b"AUTH")
    p.say(b"535 no\r\n")


@case("tickets", "one byte a record", exit=28, stage="auth", code=535, attempts=1)
def _(p):
    p.hello()
    p.start_tls()
    p.expect(b"EHLO")
    p.trickle(EHLO_AUTH, 0)
    p.expect(b"AUTH")
    p.trickle(b"535 5.7.8 no\r\n", 0)
