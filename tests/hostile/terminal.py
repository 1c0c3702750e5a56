#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""
`mailmedic check` on a terminal, in colour, against servers that send escape sequences, and while the user is asked for
the password: nothing but our own colours may reach the terminal, and it must be left as it was found.

usage: terminal.py PROGRAM
"""

import os
import pty
import re
import select
import signal
import sys
import tempfile
import termios
import threading
import time

import cases_display
from case import CASES
from certificates import Authority
from client import PASSWORD, Client, find_secret, find_treachery
from nameserver import Answer, NameServer
from fake_server import EHLO_AUTH, FakeServer
from tap import Tap

MODULES = (cases_display,)
OURS = re.compile(rb"\x1b\[[0-9;]*m")   # colours


class Session:
    """The program on a terminal of its own."""

    def __init__(self, command, environment):
        self.screen = b""
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execve(command[0], command, environment)
        self.before = self.modes()

    def modes(self):
        try:
            return termios.tcgetattr(self.fd)[:4]
        except termios.error:
            return None

    def read(self, seconds):
        """What comes within `seconds`; False once the program is gone."""
        if not select.select([self.fd], [], [], seconds)[0]:
            return True
        try:
            data = os.read(self.fd, 65536)
        except OSError:
            return False
        self.screen += data
        return bool(data)

    def wait_for(self, word, seconds=20):
        deadline = time.monotonic() + seconds
        while word not in self.screen and time.monotonic() < deadline:
            if not self.read(0.1):
                break
        return word in self.screen

    def end(self, seconds=30):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.read(0.1):
            pass
        _, status = os.waitpid(self.pid, 0)
        os.close(self.fd)
        return os.waitstatus_to_exitcode(status)


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
        return Session(command, dict(self.client.environment(), TERM="xterm-256color" if color else "dumb"))

    def display(self):
        for number, case in enumerate(case for case in CASES if case.group == "display" and not case.stalls):
            form = ("text", "markdown", "json")[number % 3] if number % 5 == 4 else "text"
            session = self.start(case.script, PASSWORD, form)
            code = session.end()
            self.server.stop()
            faults = judge_screen(session.screen) + ([] if code == case.exit else ["exit %s" % code])
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
                session = Session(command, dict(self.client.environment(), LANG=locale, LC_ALL=locale, TERM="xterm"))
                code = session.end()
                self.server.stop()
                faults = judge_screen(session.screen) + ([] if code == 22 else ["exit %s" % code])
                faults += ["byte %02X" % byte for byte in set(session.screen) if byte > 0x7E]
                faults += [] if b"caf<U+00E9>" in session.screen else ["the letter is not shown"]
                self.tap.result("display", "letters on a terminal without UTF-8, %s, %s" % (locale, form), faults)

    def pushed_while_typing(self):
        """The server shuts down while the user looks for the password."""
        def script(p):
            p.secure(EHLO_AUTH)
            time.sleep(1.0)
            p.say(b"421 4.4.2 idle for too long\r\n")
            p.close()
        session = self.start(script, None)
        asked = session.wait_for(b"assword")
        code = session.end()
        faults = [] if asked else ["was not asked for the password"]
        faults += [] if code == 6 else ["exit %s, expected 6" % code]
        faults += judge_screen(session.screen) + ([] if b"421 4.4.2" in session.screen else ["the 421 is not shown"])
        faults += ["AUTH was sent"] if any(b"AUTH" in peer.secret for peer in self.server.peers) else []
        self.server.stop()
        self.tap.result("password prompt", "421 while it is open", faults)

    def closed_while_typing(self):
        def script(p):
            p.secure(EHLO_AUTH)
            time.sleep(1.0)
            p.close()
        session = self.start(script, None)
        session.wait_for(b"assword")
        code = session.end()
        self.server.stop()
        self.tap.result("password prompt", "connection closed while it is open", ([] if code == 6 else ["exit %s, expected 6" % code]) +
                        judge_screen(session.screen))

    def interrupted_while_typing(self):
        for key, code_wanted in ((b"\x03", (130,)), (b"\x04", (28, 1, 130)), (b"\n", (28, 1))):
            session = self.start(lambda p: p.secure(EHLO_AUTH), None)
            session.wait_for(b"assword")
            time.sleep(0.3)
            quiet = session.modes()
            started = time.monotonic()
            os.write(session.fd, key)
            last = None
            while session.read(0.02):
                last = session.modes() or last
            code = session.end()
            self.server.stop()
            faults = judge_screen(session.screen) + ([] if code in code_wanted else ["exit %s, expected %s" % (code, code_wanted)])
            faults += ["the echo was on while the password was asked for"] if quiet and quiet[3] & termios.ECHO else []
            faults += ["AUTH was sent"] if any(b"AUTH" in peer.secret for peer in self.server.peers) else []
            if key == b"\x03" and time.monotonic() - started > 1.0:
                faults.append("took %.1f s" % (time.monotonic() - started))
            if last and not last[3] & termios.ECHO:
                faults.append("the echo is still off")
            self.tap.result("password prompt", "answered with %r" % key, faults)

    def typed(self):
        """The password is typed; pasted with a server that echoes it."""
        for word, verdict in (("wrong", b"535 5.7.8 no\r\n"), ("echoed", b"535 you said " + PASSWORD.encode() + b"\r\n")):
            def script(p, verdict=verdict):
                p.auth()
                p.say(verdict)
            session = self.start(script, None)
            session.wait_for(b"assword")
            time.sleep(0.3)
            os.write(session.fd, PASSWORD.encode() + b"\n")
            code = session.end()
            attempts = sum(line.upper().startswith(b"AUTH") for peer in self.server.peers for line in peer.commands())
            self.server.stop()
            self.tap.result("password prompt", "typed, %s" % word, judge_screen(session.screen) + ([] if code == 28 else ["exit %s" % code]) +
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
        session.wait_for(b"assword")
        os.close(session.fd)
        ended = gone.wait(5)
        if not ended:
            os.kill(session.pid, signal.SIGKILL)
        _, status = os.waitpid(session.pid, 0)
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
