#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""
What the walk knows counts: scripted servers, and the first cause and fixes that `check` gives for each.

usage: advice.py PROGRAM
"""

import sys
import tempfile

from certificates import Authority
from client import PASSWORD, Client
from fake_server import EHLO_AUTH, EHLO_PLAIN, FakeServer
from nameserver import Answer, NameServer
from tap import Tap

USER = "jane@hostile.test"
HOST = "mail.hostile.test"
MASKED = b"220 ********************0*****2****\r\n"
BARE = EHLO_AUTH.replace(b"250 AUTH PLAIN LOGIN CRAM-MD5", b"250 HELP")
CASES = []


def case(name, first, options=(), never=(), fixes=(), no_fixes=(), host=HOST, context=None):
    """`first`: causes that may stand first; `never`: that stand nowhere. Fixes are "action" or "action:to"; `fixes` are offered
    by the first cause in this order, `no_fixes` by none."""
    def register(script):
        CASES.append((name, script, dict(first=first, options=options, never=never, fixes=fixes, no_fixes=no_fixes, host=host,
                                         context=context)))
        return script
    return register


def clear(*more):
    return ("--tls", "none", *more)


def through(p, *replies, offers=EHLO_AUTH):
    """Clear text: greeting, EHLO, log-in by one line accepted, then one reply to each command."""
    p.hello(offers)
    p.expect(b"AUTH ")
    p.say(b"235 2.7.0 welcome\r\n")
    for reply in replies:
        p.line()
        p.say(reply)


@case("relay denied after a 235 is not mended by a log-in", ["sender-not-owned", "relay-denied"], clear("--auth", "PLAIN", "-q", "RCPT"),
      never=["auth-not-sent"], no_fixes=["authenticate"])
def _(p):
    through(p, b"250 2.1.0 ok\r\n", b"554 5.7.1 <x@y.test>: Relay access denied\r\n")


@case("a masked banner is remembered when AUTH is missing", ["middlebox-or-port-blocked"], clear())
def _(p):
    p.hello(BARE, MASKED)
    p.hold()


@case("a masked banner is remembered when STARTTLS is missing", ["middlebox-or-port-blocked"])
def _(p):
    p.hello(BARE, MASKED)
    p.hold()


@case("STARTTLS that is not offered was not asked for", ["tls-unavailable", "starttls-tampering", "middlebox-or-port-blocked"])
def _(p):
    p.hello(BARE)
    p.hold()


@case("a silent greeting is no cut connection", ["no-answer", "tls-mode-port-mismatch", "middlebox-or-port-blocked"], ("--timeout", "2"),
      never=["server-shutdown"])
def _(p):
    p.hold()


@case("421 4.4.2 after MAIL is no refusal of the sender", ["idle-timeout", "connection-lost"], clear("--auth", "PLAIN", "-q", "RCPT"),
      never=["sender-not-owned", "sender-unverified"])
def _(p):
    through(p, b"421 4.4.2 mx.test Error: timeout exceeded\r\n")


@case("PLAIN refused where LOGIN is offered proposes LOGIN", ["mechanism-unsupported"], clear("--auth", "PLAIN"), fixes=["mechanism:LOGIN"],
      no_fixes=["mechanism:PLAIN"])
def _(p):
    p.hello(EHLO_AUTH)
    p.expect(b"AUTH ")
    p.say(b"504 5.7.4 Unrecognized authentication type\r\n")


@case("535 on CRAM-MD5 offers PLAIN as well", ["wrong-password", "mechanism-unsupported"], clear("--auth", "CRAM-MD5"),
      no_fixes=["mechanism:CRAM-MD5"])
def _(p):
    p.hello(EHLO_AUTH)
    p.expect(b"AUTH ")
    p.say(b"334 PDEyMy40NTZAbXg+\r\n")
    p.line()
    p.say(b"535 5.7.8 Error: authentication failed\r\n")


@case("AUTH only after TLS, and --tls none: encrypt", ["auth-before-tls-required"], clear(), fixes=["tls-mode:starttls"])
def _(p):
    p.hello(EHLO_PLAIN)
    p.hold()


@case("the word localhost in the greeting says nothing of EHLO", ["server-overloaded", "server-shutdown", "server-internal-fault"], clear(),
      never=["helo-name-rejected"])
def _(p):
    p.say(b"421 4.3.2 localhost.localdomain Service not available, closing channel\r\n")


@case("postfix with Cyrus SASL: the password before the form of the name", ["wrong-password"], clear("--auth", "PLAIN"),
      no_fixes=["user-name:address"])
def _(p):
    p.hello(EHLO_AUTH, b"220 mail.hostile.test ESMTP Postfix (Debian/GNU)\r\n")
    p.expect(b"AUTH ")
    p.say(b"535 5.7.8 Error: authentication failed: authentication failure\r\n")


@case("a user name without @ is evidence for the form of the name", ["username-form"],
      clear("--auth", "PLAIN", "--auth-user", "jane"), fixes=["user-name:address"])
def _(p):
    p.hello(EHLO_AUTH)
    p.expect(b"AUTH ")
    p.say(b"535 5.7.8 Error: authentication failed\r\n")


@case("an unasked 503 refuses no sender", ["protocol-error", "server-breaks-rules"], clear("--auth", "PLAIN", "-q", "RCPT"),
      never=["sender-not-owned", "sender-unverified"])
def _(p):
    p.hello(EHLO_AUTH)
    p.expect(b"AUTH ")
    p.say(b"235 2.7.0 welcome\r\n503 5.5.1 Bad sequence of commands\r\n")
    p.hold()


@case("no server of a typed name: it may be misspelled", ["name-not-found"], host="mial.hostile.test")
def _(p):
    p.hold()


@case("a certificate whose common name is the host names no other host", ["certificate-wrong-host", "certificate-bad"],
      context="no-names")
def _(p):
    p.hello()
    p.start_tls(p.server.authority.context("no-names"))


@case("another protocol is no mail server that breaks rules", ["not-a-mail-server"], clear("--timeout", "3"),
      never=["server-breaks-rules"])
def _(p):
    p.say(b"-ERR unknown command\r\n")
    p.hold()


@case("a mail server that answers EHLO in no known way breaks rules", ["server-breaks-rules"], clear("--timeout", "3"))
def _(p):
    p.say(b"220 mail ESMTP\r\n")
    p.expect(b"EHLO")
    p.say(b"hello there\r\n")
    p.hold()


def fix_names(diagnosis):
    return [fix["action"] + (":" + str(fix["to"]) if fix.get("to") else "") for fix in diagnosis["fixes"]]


def judge(diagnoses, first, never, fixes, no_fixes):
    ids = [diagnosis["id"] for diagnosis in diagnoses]
    offered = [name for diagnosis in diagnoses for name in fix_names(diagnosis)]
    faults = []
    if ids[:1] != [wanted for wanted in first if ids[:1] == [wanted]]:
        faults.append("first is %s, expected %s (all: %s)" % (ids[:1], " or ".join(first), ids))
    faults += ["%s stands among the causes" % cause for cause in never if cause in ids]
    at = fix_names(diagnoses[0]) if diagnoses else []
    faults += ["the first cause does not offer %s: %s" % (fix, at) for fix in fixes if fix not in at]
    faults += ["%s is offered" % fix for fix in no_fixes if fix in offered]
    return faults


def main():
    tap = Tap("what the walk knows counts")
    with tempfile.TemporaryDirectory(prefix="mailmedic-advice-") as folder:
        authority = Authority(folder)
        authority.make_all()
        authority.issue("no-names", "basicConstraints=critical,CA:FALSE\nextendedKeyUsage=serverAuth\n")
        names = NameServer({HOST: Answer(a=["127.0.0.1"])})
        client = Client(sys.argv[1], folder, "127.0.0.1:%d" % names.port)
        for name, script, wanted in CASES:
            host, options, _ = wanted.pop("host"), wanted.pop("options"), wanted.pop("context")
            user = None if "--auth-user" in options else USER
            with FakeServer(script, authority) as server:
                run = client.run("%s:%d" % (host, server.port), user=user, password=PASSWORD, options=(*options, "-f", USER, USER))
            faults = server.failures + judge(run.json["diagnoses"], **wanted)
            tap.result("advice", name, faults)
    sys.exit(tap.finish())


if __name__ == "__main__":
    main()
