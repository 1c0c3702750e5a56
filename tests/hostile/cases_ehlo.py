# SPDX-License-Identifier: GPL-3.0-or-later
"""EHLO: servers that do not know it, that change their mind, that write it in odd ways."""

from case import ANY, case, each
from fake_server import EHLO_AUTH, EHLO_PLAIN

HELO_NOTE = ("HELO is tried instead",)


def said_helo(run, peers):
    return [] if any(line.startswith(b"HELO client.hostile.test") for line in peers[0].commands()) else ["HELO was not tried"]


@each("HELO", "EHLO refused with %d, STARTTLS out of reach", {code: code for code in (500, 501, 502, 504)}, exit=29, stage="tls",
      problem="tls-not-offered", code=ANY, shows=HELO_NOTE, sees=said_helo, attempts=0)
def _(p, code):
    p.hello(b"%d what?\r\n" % code)
    p.expect(b"HELO")
    p.say(b"250 mail.hostile.test\r\n")


@case("HELO", "accepted in several lines that look like EHLO", exit=29, stage="tls", problem="tls-not-offered", code=ANY, attempts=0)
def _(p):
    p.hello(b"502 what?\r\n")
    p.expect(b"HELO")
    p.say(b"250-mail\r\n250-STARTTLS\r\n250 AUTH PLAIN\r\n")


@case("HELO", "no encryption wanted, log-in out of reach", exit=28, stage="auth", problem="auth-none-offered", clear=True, attempts=0,
      shows=HELO_NOTE)
def _(p):
    p.hello(b"500 what?\r\n")
    p.expect(b"HELO")
    p.say(b"250 mail.hostile.test\r\n")


@each("HELO", "refused with %d", {code: code for code in (421, 500, 550, 504)}, exit=22, stage="ehlo", code=(421, 500, 550, 504), sees=said_helo)
def _(p, code):
    p.hello(b"500 what?\r\n")
    p.expect(b"HELO")
    p.say(b"%d no\r\n" % code)


# ---- capabilities that change with TLS

@case("change", "AUTH only before TLS", exit=28, stage="auth", problem="auth-none-offered", attempts=0)
def _(p):
    p.hello(b"250-mail\r\n250-AUTH PLAIN LOGIN\r\n250 STARTTLS\r\n")
    p.start_tls()
    p.expect(b"EHLO")
    p.say(b"250-mail\r\n250 SIZE 1000\r\n")


def used(mechanism):
    def look(run, peers):
        lines = [line for line in peers[0].commands() if line.upper().startswith(b"AUTH")]
        return [] if lines and lines[0].split()[1].upper() == mechanism else ["AUTH was %r" % lines]
    return look


@case("change", "CRAM-MD5 only before TLS", exit=28, stage="auth", code=535, attempts=1, sees=used(b"LOGIN"))
def _(p):
    p.hello(b"250-mail\r\n250-AUTH CRAM-MD5 PLAIN\r\n250 STARTTLS\r\n")
    p.start_tls()
    p.expect(b"EHLO")
    p.say(b"250-mail\r\n250 AUTH LOGIN\r\n")
    p.expect(b"AUTH")
    p.say(b"535 no\r\n")


@case("change", "STARTTLS offered again inside TLS", exit=28, stage="auth", code=535, attempts=1,
      sees=lambda run, peers: ["STARTTLS inside TLS"] if b"STARTTLS" in peers[0].secret else [])
def _(p):
    p.auth(b"250-mail\r\n250-STARTTLS\r\n250 AUTH PLAIN\r\n")
    p.say(b"535 no\r\n")


@case("change", "nothing but one line inside TLS", exit=28, stage="auth", problem="auth-none-offered", attempts=0)
def _(p):
    p.secure(b"250 mail\r\n")


@case("change", "only the code inside TLS", exit=28, stage="auth", problem="auth-none-offered", attempts=0)
def _(p):
    p.secure(b"250\r\n")


@each("change", "STARTTLS missing, %s", {
    "nothing else": b"250 mail\r\n", "AUTH offered": b"250-mail\r\n250 AUTH PLAIN LOGIN\r\n", "only the code": b"250\r\n",
    "named in the first line": b"250 STARTTLS\r\n", "crossed out": b"250-mail\r\n250 XXXXXXXX\r\n", "misspelt": b"250-mail\r\n250 START-TLS\r\n",
    "as a parameter": b"250-mail\r\n250 X STARTTLS\r\n", "with a NUL": b"250-mail\r\n250 START\0TLS\r\n", "with a space": b"250-mail\r\n250  STARTTLS\r\n",
    "longer word": b"250-mail\r\n250 STARTTLSX\r\n",
}, exit=29, stage="tls", problem="tls-not-offered", tls="not-offered", attempts=0, code=ANY)
def _(p, reply):
    p.hello(reply)


@each("change", "STARTTLS written as %s", {"lower case": b"250 starttls\r\n", "mixed case": b"250 StartTLS\r\n", "with a trailing space": b"250 STARTTLS \r\n",
                                           "with a parameter": b"250 STARTTLS REQUIRED\r\n", "twice": b"250-STARTTLS\r\n250 STARTTLS\r\n"},
      exit=28, stage="auth", code=535, attempts=1)
def _(p, last):
    p.hello(b"250-mail\r\n" + last)
    p.start_tls()
    p.expect(b"EHLO")
    p.say(EHLO_AUTH)
    p.expect(b"AUTH")
    p.say(b"535 no\r\n")


# ---- ways to write AUTH

@each("AUTH line", "%s", {
    "old style with =": (b"250 AUTH=PLAIN LOGIN\r\n", {}),
    "both styles": (b"250-AUTH=PLAIN\r\n250 AUTH PLAIN\r\n", {}),
    "lower case": (b"250 auth plain\r\n", {}),
    "mixed case": (b"250 Auth Plain\r\n", {}),
    "twice": (b"250-AUTH PLAIN\r\n250 AUTH PLAIN\r\n", {}),
    "duplicates": (b"250 AUTH PLAIN PLAIN PLAIN\r\n", {}),
    "many spaces": (b"250 AUTH   PLAIN    \r\n", {}),
    "tabs": (b"250 AUTH\tPLAIN\t\r\n", {}),
    "strangers around": (b"250 AUTH GSSAPI XOAUTH2 PLAIN X-FOO\r\n", {}),
    "a name of 1000 bytes in front": (b"250 AUTH " + b"X" * 1000 + b" PLAIN\r\n", {}),
    "200 names in front": (b"250 AUTH " + b" ".join(b"X%d" % n for n in range(200)) + b" PLAIN\r\n", dict(exit=28, problem=(None, "auth-no-common-mechanism"), code=ANY, attempts=ANY)),
    "with an = in between": (b"250 AUTH =PLAIN PLAIN\r\n", {}),
    "a first line that is empty": (b"250-\r\n250 AUTH PLAIN\r\n", {}),
    "empty lines in between": (b"250-\r\n250-\r\n250- \r\n250 AUTH PLAIN\r\n", {}),
    "escapes in a name": (b"250 AUTH \x1b[2J PLAIN\r\n", {}),
    "high bytes in keywords": (b"250-\xff\xfe\x80\r\n250-\xc3\xa9 x\r\n250 AUTH PLAIN \xe9\r\n", {}),
    "XUSR, ETRN, PIPELINING, CHUNKING": (b"250-XUSR\r\n250-ETRN\r\n250-PIPELINING\r\n250-CHUNKING\r\n250 AUTH PLAIN\r\n", {}),
    "SIZE that is not a number": (b"250-SIZE 99999999999999999999999\r\n250-SIZE -1\r\n250-SIZE x\r\n250 AUTH PLAIN\r\n", {}),
    "200 keywords": (b"".join(b"250-X%d\r\n" % n for n in range(200)) + b"250 AUTH PLAIN\r\n", dict(problem=(None, "auth-none-offered"), code=ANY, attempts=ANY)),
}, exit=28, stage="auth", code=535, attempts=1)
def _(p, rest):
    p.auth(b"250-mail.hostile.test\r\n" + rest)
    p.say(b"535 no\r\n")


@each("AUTH line", "%s", {
    "nothing offered": (EHLO_PLAIN, dict(problem="auth-none-offered")),
    "AUTH without names": (b"250-mail\r\n250 AUTH\r\n", dict(problem="auth-none-offered")),
    "AUTH= without names": (b"250-mail\r\n250 AUTH=\r\n", dict(problem="auth-none-offered")),
    "only GSSAPI": (b"250-mail\r\n250 AUTH GSSAPI\r\n", dict(shows=("GSSAPI", "Kerberos"))),
    "only NTLM": (b"250-mail\r\n250 AUTH NTLM\r\n", dict(shows=("NTLM", "Windows"))),
    "only XOAUTH2": (b"250-mail\r\n250 AUTH XOAUTH2 OAUTHBEARER\r\n", dict(shows=("XOAUTH2", "OAUTHBEARER", "token"))),
    "GSSAPI, NTLM and XOAUTH2": (b"250-mail\r\n250 AUTH GSSAPI NTLM XOAUTH2\r\n", dict(shows=("GSSAPI", "NTLM", "XOAUTH2"))),
    "only SCRAM that is not ours": (b"250-mail\r\n250 AUTH SCRAM-SHA-512 SCRAM-SHA-512-PLUS\r\n", dict(shows=("SCRAM",))),
    "only DIGEST-MD5": (b"250-mail\r\n250 AUTH DIGEST-MD5\r\n", dict(shows=("DIGEST-MD5",))),
    "only EXTERNAL": (b"250-mail\r\n250 AUTH EXTERNAL\r\n", dict(shows=("EXTERNAL",))),
    "only a name that nobody knows": (b"250-mail\r\n250 AUTH X-WONDER\r\n", dict(shows=("X-WONDER",))),
    "a name with escapes only": (b"250-mail\r\n250 AUTH \x1b]0;x\x07\r\n", dict(problem=("auth-none-offered", "auth-no-common-mechanism"))),
    "PLAIN-like names": (b"250-mail\r\n250 AUTH PLAINX XPLAIN PLA IN\r\n", {}),
}, exit=28, stage="auth", problem="auth-no-common-mechanism", attempts=0)
def _(p, reply):
    p.secure(reply)


@each("AUTH line", "chosen mechanism %s", {
    "not offered": ("LOGIN", dict(options=("--auth", "LOGIN"), problem="auth-mechanism-not-offered")),
    "offered but not ours": ("GS2-KRB5", dict(options=("--auth", "GS2-KRB5"), problem="auth-no-common-mechanism")),
}, exit=28, stage="auth", attempts=0)
def _(p, _):
    p.secure(b"250-mail\r\n250 AUTH PLAIN GS2-KRB5\r\n")


@case("AUTH line", "mechanism not offered, tried on request", options=("--auth", "LOGIN", "--auth-unoffered"), exit=28,
      stage="auth", code=504, attempts=1, shows=("tried all the same",))
def _(p):
    p.secure(b"250-mail\r\n250 AUTH PLAIN\r\n")
    p.expect(b"AUTH LOGIN")
    p.say(b"504 no\r\n")


@case("AUTH line", "AUTH offered, encryption not wanted, nobody agreed to clear text for STARTTLS", exit=29, stage="tls",
      problem="tls-not-offered", attempts=0, code=ANY)
def _(p):
    p.hello(EHLO_AUTH)


@case("AUTH line", "clear text agreed to by --tls none", exit=28, stage="auth", code=535, clear=True, attempts=1)
def _(p):
    p.hello(EHLO_AUTH)
    p.expect(b"AUTH")
    p.say(b"535 no\r\n")


# ---- relays that want no log-in

RELAY = ("-q", "RCPT", "-f", "anna@hostile.test", "-t", "bert@hostile.test")


def take_mail(p):
    p.expect(b"MAIL FROM:")
    p.say(b"250 ok\r\n")
    p.expect(b"RCPT TO:")
    p.say(b"250 ok\r\n")
    p.expect(b"QUIT")
    p.say(b"221 bye\r\n")


@each("relay", "%s", {
    "no log-in offered, none given": (EHLO_PLAIN, dict(options=RELAY)),
    "no log-in offered, --no-auth": (EHLO_PLAIN, dict(options=RELAY + ("--no-auth",))),
    "log-in offered, --no-auth": (EHLO_AUTH, dict(options=RELAY + ("--no-auth",))),
}, exit=0, stage="rcpt", attempts=0, mail=True, user=None, password=None,
      shows=("There was no log-in.",), hides=("accepted the log-in",))
def _(p, reply):
    p.secure(reply)
    take_mail(p)


@case("relay", "no log-in offered, but a user name given", exit=28, stage="auth", problem="auth-none-offered", attempts=0, options=RELAY)
def _(p):
    p.secure(EHLO_PLAIN)
