#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""
What the walk knows counts: scripted servers, and the first cause and fixes that `check` gives for each.

usage: advice.py PROGRAM
"""

import json
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


def case(name, first, options=(), **more):
    """`first`: causes that may stand first; `never`: that stand nowhere. Fixes are "action" or "action:to"; `fixes` are offered
    by the first cause in this order, `no_fixes` by none, `also` by any. `says`: words in the first cause's evidence."""
    wanted = dict(first=first, options=options, never=(), fixes=(), no_fixes=(), also=(), says=(), host=HOST, user=USER)
    wanted.update(more)

    def register(script):
        CASES.append((name, script, wanted))
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


@case("relay denied after a 235 is not cured by a log-in", ["sender-not-owned", "relay-denied"], clear("--auth", "PLAIN", "-q", "RCPT"),
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


def offers_only(what, mechanisms, fixes, no_fixes):
    @case("%s on offer: the log-in it takes is a fix" % what, ["mechanism-unsupported"], clear(), fixes=fixes, no_fixes=no_fixes)
    def _(p):
        p.hello(BARE.replace(b"HELP", b"AUTH " + mechanisms))


offers_only("only XOAUTH2", b"XOAUTH2", ["token"], ["mechanism"])
offers_only("only GSSAPI", b"GSSAPI", ["mechanism"], ["token"])
offers_only("a token or a ticket", b"OAUTHBEARER GSSAPI", ["token", "mechanism"], [])
offers_only("only what nobody speaks", b"ANONYMOUS X-OWN", [], ["token", "mechanism"])


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


@case("a certificate whose common name is the host names no other host", ["certificate-wrong-host", "certificate-bad"])
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


# ---- who answers in a provider's place

HOSTER = b"220 server12.cheaphost.test ESMTP Exim 4.96 #2 Sun, 29 Nov 2026 01:00:00 +0000\r\n"
OWN = {"smtp.gmail.com": b"220 smtp.gmail.com ESMTP a640c23a62f3a-b3 - gsmtp\r\n"}
PASSWORD_TO_STRANGERS = ["password", "app-password", "trust-certificate", "server:server12.cheaphost.test", "mechanism:PLAIN",
                         "mechanism:LOGIN", "tls-mode:none"]


def stranger(name, script, host, options=(), **more):
    case(name, ["middlebox-or-port-blocked"], options, host=host, never=["wrong-password", "app-password-required"],
         no_fixes=PASSWORD_TO_STRANGERS, **more)(script)


def refuses(p):
    p.hello(EHLO_AUTH, HOSTER)
    p.expect(b"AUTH ")
    p.say(b"535 Incorrect authentication data\r\n")


def shows_certificate(p):
    p.hello(greeting=OWN.get(p.server.host, HOSTER))
    p.start_tls(p.server.authority.context("hoster"))


for PROVIDER in ("smtp.gmail.com", "smtp.zoho.com", "smtp.fastmail.com", "smtp.yandex.com", "smtp.mailgun.org", "smtp-mail.outlook.com",
                 "smtp-relay.brevo.com"):
    stranger("a hoster's 535 at %s is not about the password" % PROVIDER, refuses, PROVIDER, clear("--auth", "PLAIN"),
             says=[PROVIDER, "server12.cheaphost.test"])
    stranger("a hoster's certificate at %s is not trusted" % PROVIDER, shows_certificate, PROVIDER,
             says=[PROVIDER, "server12.cheaphost.test"])


@case("a certificate that a provider's server signed itself is somebody else's", ["middlebox-or-port-blocked"], ("--tls", "implicit"),
      host="smtp.gmail.com", no_fixes=PASSWORD_TO_STRANGERS)
def _(p):
    p.tls(p.server.authority.context("self-signed"))
    p.hold()


@case("no AUTH in clear text from a stranger: not encryption first", ["middlebox-or-port-blocked"], clear(), host="smtp.gmail.com")
def _(p):
    p.hello(BARE, HOSTER)
    p.hold()


@case("a stranger's relay denied", ["middlebox-or-port-blocked"], clear("--auth", "PLAIN", "-q", "RCPT"), host="smtp.gmail.com")
def _(p):
    p.hello(EHLO_AUTH, HOSTER)
    p.expect(b"AUTH ")
    p.say(b"235 welcome\r\n")
    p.line()
    p.say(b"250 ok\r\n")
    p.line()
    p.say(b"550 relay not permitted\r\n")


@case("a company's Exchange is not Microsoft 365", ["wrong-password"], clear("--auth", "LOGIN"))
def _(p):
    p.hello(b"250-mail.hostile.test\r\n250 AUTH NTLM LOGIN\r\n",
            b"220 ex1.hostile.test Microsoft ESMTP MAIL Service ready at Sun, 29 Nov 2026\r\n")
    p.expect(b"AUTH ")
    p.say(b"334 VXNlcm5hbWU6\r\n")
    p.line()
    p.say(b"334 UGFzc3dvcmQ6\r\n")
    p.line()
    p.say(b"535 5.7.3 Authentication unsuccessful\r\n")


@case("Cyrus's SASL(-13) names no mechanism", ["wrong-password"], clear("--auth", "PLAIN"), no_fixes=["user-name:address"])
def _(p):
    p.hello(EHLO_AUTH, b"220 mail.hostile.test ESMTP Postfix (Debian/GNU)\r\n")
    p.expect(b"AUTH ")
    p.say(b"535 5.7.8 Error: authentication failed: SASL(-13): authentication failure: checkpass failed\r\n")


@case("no such user, and the name has no @", ["username-form"], clear("--auth", "PLAIN", "--auth-user", "jane"),
      fixes=["user-name:address"])
def _(p):
    p.hello(EHLO_AUTH)
    p.expect(b"AUTH ")
    p.say(b"535 5.7.8 no such user\r\n")


# ---- what this server cannot do is not offered


@case("no AUTH and no STARTTLS in clear text: STARTTLS is no way out", ["auth-not-offered"], clear(),
      no_fixes=["tls-mode:starttls", "tls-mode:implicit"])
def _(p):
    p.hello(BARE)
    p.hold()


@case("AUTH is not known in clear text, and STARTTLS is offered: encrypt", ["auth-before-tls-required"],
      clear("--auth", "PLAIN", "--auth-unoffered"), fixes=["tls-mode:starttls"])
def _(p):
    p.hello(EHLO_PLAIN)
    p.expect(b"AUTH ")
    p.say(b"503 5.5.1 Invalid command: Command not supported\r\n")


@case("encryption wanted, and no STARTTLS offered", ["auth-before-tls-required"], clear("--auth", "PLAIN"),
      fixes=["port:465"], no_fixes=["tls-mode:starttls"])
def _(p):
    p.hello(EHLO_AUTH)
    p.expect(b"AUTH ")
    p.say(b"538 5.7.11 Encryption required for requested authentication mechanism\r\n")


@case("silence inside TLS is no mismatch of port and mode", ["no-answer"], ("--tls", "implicit", "--timeout", "2"),
      never=["tls-mode-port-mismatch"], no_fixes=["tls-mode:starttls"])
def _(p):
    p.tls()
    p.hold()


@case("From is the account's own address already", ["sender-not-owned"], clear("--auth", "PLAIN", "-q", "RCPT"), no_fixes=["from:address"])
def _(p):
    through(p, b"250 ok\r\n", b"553 5.7.1 <jane@hostile.test>: Sender address rejected: not owned by user jane\r\n")


@case("a log-in is no fix where none is offered", ["relay-denied"], clear("--no-auth", "-q", "RCPT"), no_fixes=["authenticate"], user=None)
def _(p):
    p.hello(BARE)
    p.line()
    p.say(b"250 ok\r\n")
    p.line()
    p.say(b"554 5.7.1 Relay access denied\r\n")


# ---- one bare word, one bare code


@case("keywords crossed out tell of a firewall like a starred greeting", ["middlebox-or-port-blocked"])
def _(p):
    p.hello(b"250-mail.hostile.test\r\n250-XXXXXXXA\r\n250 HELP\r\n")
    p.hold()


@case("localhost in a full disk's 451", ["server-internal-fault"], clear("--auth", "PLAIN", "-q", "RCPT"), never=["helo-name-rejected"])
def _(p):
    through(p, b"451 4.3.0 localhost: queue file write error\r\n")


@case("localhost in a recipient", ["recipient-rejected"], clear("--auth", "PLAIN", "-q", "RCPT"), never=["helo-name-rejected"])
def _(p):
    through(p, b"250 ok\r\n", b"550 5.1.1 <nobody@localhost>: Recipient address rejected: User unknown in local recipient table\r\n")


@case("a time that ran out while a password was typed", ["idle-timeout"], clear("--auth", "PLAIN"), never=["auth-backend-down"])
def _(p):
    p.hello(EHLO_AUTH)
    p.expect(b"AUTH ")
    p.say(b"421 4.4.2 mail.hostile.test Error: timeout exceeded\r\n")


@case("a dropped connection is no server that stops", ["connection-lost"], clear("--auth", "PLAIN", "-q", "RCPT"))
def _(p):
    through(p, b"250 ok\r\n", b"421 4.4.2 Connection dropped due to SocketError\r\n")


@case("a bare 554 after the message says nothing of its form", ["content-rejected", "refused-for-good"], clear("--auth", "PLAIN", "--send"))
def _(p):
    through(p, b"250 ok\r\n", b"250 ok\r\n", b"354 go\r\n")
    while p.line() != b".":
        pass
    p.say(b"554 Transaction failed\r\n")

def short_name(said):
    @case("a user name without @, %s: the form of the name" % said, ["username-form"], clear("--auth", "PLAIN", "--auth-user", "jane"),
          fixes=["user-name:address"])
    def _(p):
        p.hello(EHLO_AUTH)
        p.expect(b"AUTH ")
        p.say(b"535 " + said.encode() + b"\r\n")


for words in ("5.7.8 Incorrect user or password", "5.7.0 authentication failed", "5.7.8 Authentication credentials invalid",
              "5.7.0 Invalid login or password", "Invalid username or password"):
    short_name(words)


@case("a user name without @, and the password itself is called wrong", ["wrong-password"],
      clear("--auth", "PLAIN", "--auth-user", "jane"), also=["password", "user-name:address"])
def _(p):
    p.hello(EHLO_AUTH)
    p.expect(b"AUTH ")
    p.say(b"535 5.7.8 incorrect password\r\n")


def in_clear(what, first, offers, *replies, **more):
    @case("no log-in, in clear text: %s" % what, [first], clear("--no-auth", "-q", "RCPT"), user=None, **more)
    def _(p):
        p.hello(offers)
        for reply in replies:
            p.line()
            p.say(reply)


in_clear("relaying denied, log-in only after STARTTLS", "relay-denied", EHLO_PLAIN, b"250 ok\r\n", b"550 Relaying denied (#5.7.1)\r\n",
         fixes=["tls-mode:starttls"], no_fixes=["authenticate"])
in_clear("who is it, log-in only after STARTTLS", "auth-not-sent", EHLO_PLAIN, b"530 5.7.1 Authentication required\r\n",
         fixes=["tls-mode:starttls"], no_fixes=["authenticate"])
in_clear("encryption wanted for the message, and no STARTTLS offered", "auth-before-tls-required", BARE,
         b"530 5.7.0 Must issue a STARTTLS command first\r\n", fixes=["port:465"], no_fixes=["tls-mode:starttls"])
in_clear("relaying denied, no STARTTLS", "relay-denied", EHLO_AUTH, b"250 ok\r\n", b"550 Relaying denied (#5.7.1)\r\n",
         fixes=["authenticate"], no_fixes=["tls-mode:starttls"])
in_clear("a recipient refused in words that say nothing", "relay-denied", EHLO_AUTH, b"250 ok\r\n",
         b"550 Cannot receive for specified address\r\n", fixes=["authenticate"])
in_clear("a recipient who is not there, though a log-in is offered", "recipient-rejected", EHLO_AUTH, b"250 ok\r\n",
         b"550 5.1.1 <nobody@hostile.test>: no such user here\r\n")
in_clear("a recipient refused in words that say nothing, and no log-in is offered", "recipient-rejected", BARE, b"250 ok\r\n",
         b"550 Cannot receive for specified address\r\n", no_fixes=["authenticate"])


def unoffered(reply, offers, first, **more):
    @case("a method that is not offered, answered %s, %s" % (reply.decode().strip(), first), [first],
          clear("--auth", "SCRAM-SHA-1", "--auth-unoffered"), **more)
    def _(p):
        p.hello(offers)
        p.expect(b"AUTH SCRAM-SHA-1")
        p.say(reply)


for words in (b"500 Unrecognized command\r\n", b"500 5.5.1 Invalid command\r\n",
              b"500 Syntax error, command unrecognised or error in parameters or arguments\r\n"):
    unoffered(words, EHLO_AUTH, "mechanism-unsupported", fixes=["mechanism:PLAIN"])
    unoffered(words, BARE, "auth-not-offered", fixes=["port:587"], no_fixes=["mechanism"])


for words in (b"535 Authentication failed.\r\n", b"454 4.7.0 sasl: invalid response\r\n"):
    unoffered(words, EHLO_AUTH, "mechanism-unsupported", fixes=["mechanism:PLAIN"])
    unoffered(words, BARE, "auth-not-offered", fixes=["port:587"], no_fixes=["mechanism"])
    unoffered(words, EHLO_PLAIN, "auth-before-tls-required", fixes=["tls-mode:starttls"])


def judged(said, *options, **more):
    @case("the password is called wrong in other codes and words: %s" % said, [more.pop("first", "wrong-password")],
          clear("--auth", "PLAIN", *options), **more)
    def _(p):
        p.hello(EHLO_AUTH)
        p.expect(b"AUTH ")
        p.say(said.encode() + b"\r\n")


judged("454 4.7.0 Invalid username or password", fixes=["password"])
judged("454 4.7.0 Invalid username or password", "--auth-user", "jane", first="username-form", fixes=["user-name:address"])
judged("535 invalid authentication", fixes=["password"])


def fix_names(diagnosis):
    return [fix["action"] + (":" + str(fix["to"]) if fix.get("to") else "") for fix in diagnosis["fixes"]]


def judge(diagnoses, first, never, fixes, no_fixes, also, says):
    ids = [diagnosis["id"] for diagnosis in diagnoses]
    offered = [name for diagnosis in diagnoses for name in fix_names(diagnosis)]
    faults = []
    if ids[:1] != [wanted for wanted in first if ids[:1] == [wanted]]:
        faults.append("first is %s, expected %s (all: %s)" % (ids[:1], " or ".join(first), ids))
    faults += ["%s stands among the causes" % cause for cause in never if cause in ids]
    at = fix_names(diagnoses[0]) if diagnoses else []
    faults += ["the first cause does not offer %s: %s" % (fix, at) for fix in fixes if fix not in at]
    faults += ["no cause offers %s: %s" % (fix, offered) for fix in also if fix not in offered]
    faults += ["%s is offered" % fix for fix in no_fixes if fix in offered]
    faults += ["the first cause does not say %s" % word for word in says if word not in json.dumps(diagnoses[:1])]
    return faults


def main():
    tap = Tap("what the walk knows counts")
    with tempfile.TemporaryDirectory(prefix="mailmedic-advice-") as folder:
        authority = Authority(folder)
        authority.make_all()
        authority.issue("no-names", "basicConstraints=critical,CA:FALSE\nextendedKeyUsage=serverAuth\n")
        authority.issue("hoster", "basicConstraints=critical,CA:FALSE\nextendedKeyUsage=serverAuth\n"
                        "subjectAltName=DNS:server12.cheaphost.test\n")
        hosts = {wanted["host"] for _, _, wanted in CASES} - {"mial.hostile.test"}
        names = NameServer({host: Answer(a=["127.0.0.1"]) for host in hosts})
        client = Client(sys.argv[1], folder, "127.0.0.1:%d" % names.port)
        for name, script, wanted in CASES:
            host, options, user = wanted.pop("host"), wanted.pop("options"), wanted.pop("user")
            with FakeServer(script, authority) as server:
                server.host = host
                run = client.run("%s:%d" % (host, server.port), user=None if "--auth-user" in options else user,
                                 password=PASSWORD if user else None, options=(*options, "-f", USER, USER))
            faults = server.failures + judge(run.json["diagnoses"], **wanted)
            tap.result("advice", name, faults)
    sys.exit(tap.finish())


if __name__ == "__main__":
    main()
