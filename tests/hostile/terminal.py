#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""
`mailmedic check` on a terminal, in colour, against servers that send escape sequences, and while the user is asked for
the password: nothing but our own colours may reach the terminal, and it must be left as it was found.

usage: terminal.py PROGRAM
"""

import os
import re
import sys
import tempfile
import threading
import time

import cases_display
from case import CASES
from certificates import Authority
from client import PASSWORD, Client, find_secret, find_treachery
from nameserver import Answer, NameServer
from fake_server import EHLO_AUTH, FakeServer
from tap import Tap
from terminal_driver import Terminal

MODULES = (cases_display,)
OURS = re.compile(rb"\x1b\[[0-9;]*m")   # colours


def judge_screen(screen):
    text = OURS.sub(b"", screen).replace(b"\r\n", b"\n").decode("utf-8", "replace")
    found = find_treachery(text)
    faults = ["not inert: %s" % found] if found else []
    return faults + ["%s on the screen" % name for name in find_secret(screen)]


class Suite:
    def __init__(self, program, folder, tap):
        self.tap = tap
        self.authority = Authority(folder)
        self.names = NameServer({"mail.hostile.test": Answer(a=["127.0.0.1"])})
        self.client = Client(program, folder, "127.0.0.1:%d" % self.names.port)

    def start(self, script, password, form="text", color=True, timeout=20):
        self.server = FakeServer(script, self.authority)
        command = self.client.command("mail.hostile.test:%d" % self.server.port, timeout=timeout, form=form, password=password)
        return self.open(command, TERM="xterm-256color" if color else "dumb")

    def open(self, command, **settings):
        return Terminal(command=command, environment={**self.client.settings(), **settings})

    def end(self, session):
        """The exit code; and whether the terminal echoes again."""
        code = session.finish()
        self.echoes = session.echoes()
        session.kill()
        return code

    def display(self):
        for number, case in enumerate(case for case in CASES if case.group == "display" and not case.stalls):
            form = ("text", "markdown", "json")[number % 3] if number % 5 == 4 else "text"
            session = self.start(case.script, PASSWORD, form)
            code = self.end(session)
            self.server.stop()
            faults = judge_screen(session.bytes) + ([] if code == case.exit else ["exit %s" % code])
            self.tap.result("display", "%s, %s" % (case.name, form), faults)

    def display_without_utf8(self):
        """Where the terminal reads single bytes, the second byte of a letter can be CSI or OSC: all goes out as ASCII."""
        letters = "\u00db31m \u00dd0;owned\u00dc \u041b \u6f22 caf\u00e9".encode()

        def script(p):
            p.hello(b"550-5.7.1 " + letters + b"\r\n550 " + letters + b"\r\n", b"220 " + letters + b"\r\n")
        for locale in ("C", "de_DE.ISO-8859-1"):
            for form in ("text", "json", "markdown"):
                self.server = FakeServer(script, self.authority)
                command = self.client.command("mail.hostile.test:%d" % self.server.port, timeout=20, form=form)
                session = self.open(command, LANG=locale, LC_ALL=locale, TERM="xterm")
                code = self.end(session)
                self.server.stop()
                faults = judge_screen(session.bytes) + ([] if code == 22 else ["exit %s" % code])
                faults += ["byte %02X" % byte for byte in set(session.bytes) if byte > 0x7E]
                faults += [] if b"caf<U+00E9>" in session.bytes else ["the letter is not shown"]
                self.tap.result("display", "letters on a terminal without UTF-8, %s, %s" % (locale, form), faults)

    def pushed_while_typing(self):
        """The server shuts down while the user looks for the password."""
        def script(p):
            p.secure(EHLO_AUTH)
            time.sleep(1.0)
            p.say(b"421 4.4.2 idle for too long\r\n")
            p.close()
        session = self.start(script, None)
        session.expect(b"assword")
        code = self.end(session)
        faults = [] if code == 6 else ["exit %s, expected 6" % code]
        faults += judge_screen(session.bytes) + ([] if b"421 4.4.2" in session.bytes else ["the 421 is not shown"])
        faults += ["AUTH was sent"] if any(b"AUTH" in peer.secret for peer in self.server.peers) else []
        self.server.stop()
        self.tap.result("password prompt", "421 while it is open", faults)

    def closed_while_typing(self):
        def script(p):
            p.secure(EHLO_AUTH)
            time.sleep(1.0)
            p.close()
        session = self.start(script, None)
        session.expect(b"assword")
        code = self.end(session)
        self.server.stop()
        self.tap.result("password prompt", "connection closed while it is open", ([] if code == 6 else ["exit %s, expected 6" % code]) +
                        judge_screen(session.bytes))

    def interrupted_while_typing(self):
        for key, code_wanted in ((b"\x03", (130,)), (b"\x04", (28, 1, 130)), (b"\n", (28, 1))):
            session = self.start(lambda p: p.secure(EHLO_AUTH), None)
            session.expect(b"assword")
            time.sleep(0.3)
            quiet = not session.echoes()
            started = time.monotonic()
            session.send(key)
            code = self.end(session)
            self.server.stop()
            faults = judge_screen(session.bytes) + ([] if code in code_wanted else ["exit %s, expected %s" % (code, code_wanted)])
            faults += [] if quiet else ["the echo was on while the password was asked for"]
            faults += ["AUTH was sent"] if any(b"AUTH" in peer.secret for peer in self.server.peers) else []
            if key == b"\x03" and time.monotonic() - started > 1.0:
                faults.append("took %.1f s" % (time.monotonic() - started))
            faults += [] if self.echoes else ["the echo is still off"]
            self.tap.result("password prompt", "answered with %r" % key, faults)

    def typed(self):
        """The password is typed; pasted with a server that echoes it."""
        for word, verdict in (("wrong", b"535 5.7.8 no\r\n"), ("echoed", b"535 you said " + PASSWORD.encode() + b"\r\n")):
            def script(p, verdict=verdict):
                p.auth()
                p.say(verdict)
            session = self.start(script, None)
            session.expect(b"assword")
            time.sleep(0.3)
            session.send(PASSWORD.encode() + b"\n")
            code = self.end(session)
            attempts = sum(line.upper().startswith(b"AUTH") for peer in self.server.peers for line in peer.commands())
            self.server.stop()
            self.tap.result("password prompt", "typed, %s" % word, judge_screen(session.bytes) + ([] if code == 28 else ["exit %s" % code]) +
                            ([] if attempts == 1 else ["%d attempts" % attempts]))

    def hung_up(self):
        """The terminal goes away in the middle: the run ends, the connection with it."""
        gone = threading.Event()

        def script(p):
            p.secure(EHLO_AUTH)
            try:
                p.hold()
            finally:
                gone.set()
        session = self.start(script, None)
        session.expect(b"assword")
        session.hang_up()
        ended = gone.wait(5)
        session.kill()
        self.server.stop()
        self.tap.result("password prompt", "terminal closed", [] if ended else ["the run goes on without a terminal"])


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    tap = Tap("on a terminal")
    with tempfile.TemporaryDirectory(prefix="mailmedic-terminal-") as folder:
        suite = Suite(os.path.abspath(sys.argv[1]), folder, tap)
        for point in (suite.display, suite.display_without_utf8, suite.pushed_while_typing, suite.closed_while_typing, suite.interrupted_while_typing, suite.typed, suite.hung_up):
            try:
                point()
            except Exception as error:
                tap.result("harness", point.__name__, ["%s: %s" % (type(error).__name__, error)])
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
