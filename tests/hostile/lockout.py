#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""
A provider that locks an account after some failures: it must never get an AUTH that the user did not ask for. Counted on
the server's side, on screen, in plain mode and by `check`; and the user is warned before the third.

usage: lockout.py PROGRAM
"""

import os
import re
import subprocess
import sys
import tempfile

from certificates import Authority
from client import PASSWORD, USER, Client
from nameserver import Answer, NameServer
from provider import WRONG, Provider
from tap import Tap
import sessions
from terminal_driver import Terminal

LOCKS_AFTER = 3
BUSY = b"421 4.7.0 Try again later, closing connection.\r\n"
WARNING = "Many servers lock an account"


class Locking(Provider):
    """Refuses everybody, the right password too, once it has been given LOCKS_AFTER wrong ones."""

    def __init__(self, authority, **settings):
        super().__init__(authority, PASSWORD, **settings)
        self.failures = 0

    def told(self, code, text):
        return super().told(535, b"5.7.8 account locked") if code == 235 and self.failures >= LOCKS_AFTER else super().told(code, text)

    def log_in(self, p, line):
        before = self.password
        super().log_in(p, line)
        self.failures += self.heard != before


class Suite:
    def __init__(self, program, folder, tap):
        self.tap, self.folder = tap, folder
        self.authority = Authority(folder)
        self.names = NameServer({"mail.hostile.test": Answer(a=["127.0.0.1"])})
        self.client = Client(program, folder, "127.0.0.1:%d" % self.names.port)
        self.counted = self.asked = 0

    def words(self, provider, *options):
        return [USER, "-s", "mail.hostile.test:%d" % provider.port, "--tls-ca-path", os.path.join(self.folder, "root.pem"), *options]

    def open(self, provider, **environment):
        settings = {"MAILMEDIC_NAMESERVERS": self.client.nameservers, **environment}
        picture = Terminal(*self.words(provider), columns=100, rows=40, environment=settings)
        picture.wait("Settings for the walk", "F1 Help")
        picture.keys("Enter")
        return picture

    def close(self, name, provider, asked, faults):
        """The end of a test: what the server has counted is what the user has asked for."""
        provider.stop()
        counted = len(provider.attempts)
        self.counted += counted
        self.asked += asked
        faults += ["%d AUTH commands, the user asked for %d: %s" % (counted, asked, provider.attempts)] if counted != asked else []
        self.tap.result("lock-out", "%s (%d asked for, %d counted)" % (name, asked, counted), faults)

    @staticmethod
    def give(picture, password):
        picture.wait("Password", "F1 Help")
        picture.type(password)
        picture.keys("Enter")

    @staticmethod
    def still(provider, picture, faults, what, wanted):
        """After whatever the program has begun: still so many attempts."""
        picture.wait("Password  ", "Log in")
        picture.still()
        if len(provider.attempts) != wanted:
            faults.append("%s: %d attempts, expected %d" % (what, len(provider.attempts), wanted))

    # ---- on screen

    def warned_before_the_third(self):
        provider, faults = Locking(self.authority), []
        with self.open(provider) as picture:
            for number in (1, 2):
                self.give(picture, "wrong %d" % number)
                shown = picture.wait("What you can do", "r Again")
                faults += ["warned after %d" % number] if number == 1 and WARNING in shown else []
                picture.keys("r")
                self.still(provider, picture, faults, "walk again", number)
                shown = picture.text()
                faults += ["not warned before the third: %s" % shown] if number == 2 and not re.search(r"2 passwords were refused", shown) else []
                faults += ["warned before the second"] if number == 1 and WARNING in shown else []
            picture.keys("Escape")
            picture.wait("No password was given")
            picture.keys("r")
            self.give(picture, PASSWORD)  # not locked: two attempts only
            picture.wait("It works")
        self.close("the third password is warned about, Esc sends none, the account is not locked", provider, 3, faults)

    def fixes(self):
        """Each number of the list of fixes: no AUTH with a refused password before the user has said so."""
        for number in range(1, 10):
            provider, faults = Provider(self.authority, PASSWORD), []
            with self.open(provider) as picture:
                self.give(picture, "wrong")
                picture.wait("What you can do", "r Again")
                before = picture.still()
                picture.keys(str(number))
                after = picture.still()
                for _ in range(2):
                    if "Apply and walk again" in picture.text():
                        picture.keys("Enter")
                        picture.wait("Password  ", "Log in")
                        picture.still()
                if "run 2" in picture.text():
                    picture.wait("Password  ", "Log in")
            label = re.search(r"│ +%d  (.*?) *│" % number, before)
            name = "fix %d%s sends no refused password" % (number, ", " + label.group(1).rstrip(" ▼▲") + "," if label else "")
            self.close(name + ("" if after != before else " (nothing after it)"), provider, 1, faults)

    def busy_after_a_refusal(self):
        """Refused, then 421 in the greeting: the countdown walks again, and asks."""
        provider, faults = Provider(self.authority, PASSWORD, turn=lambda number: BUSY if number == 2 else None), []
        with self.open(provider, MAILMEDIC_CLOCK_SCALE="20") as picture:
            self.give(picture, "wrong")
            picture.wait("What you can do", "r Again")
            picture.keys("r")
            picture.wait("421", "What you can do")
            picture.keys(picture.wait_for_fix("[Ww]ait"))
            picture.wait("Waiting before the next try")
            self.still(provider, picture, faults, "after the countdown", 1)
        self.close("a countdown after 421 does not send a refused password", provider, 1, faults)

    def busy_without_a_refusal(self):
        """421 to AUTH is no verdict: the password is sent again when the user waits, once."""
        provider = Provider(self.authority, PASSWORD, wrong=b"421 4.7.0 Too many connections, try later\r\n")
        with self.open(provider, MAILMEDIC_CLOCK_SCALE="20") as picture:
            self.give(picture, "not yet")
            picture.wait("421", "What you can do")
            picture.keys(picture.wait_for_fix("[Ww]ait"))
            picture.wait("Waiting before the next try")
            picture.wait("run 2")
            picture.wait("421", "What you can do")
            picture.still()
        self.close("waiting after a 421 to AUTH is one attempt more", provider, 2, [])

    def other_refusals(self):
        for code in ("534 5.7.9 application-specific password required", "525 5.7.13 account disabled", "550 5.7.1 log-in refused",
                     "554 5.7.8 no", "535 5.7.8 no"):
            provider, faults = Provider(self.authority, PASSWORD, wrong=code.encode() + b"\r\n"), []
            with self.open(provider) as picture:
                self.give(picture, "wrong")
                picture.wait("What you can do", "r Again")
                picture.keys("r")
                self.still(provider, picture, faults, "walk again", 1)
            self.close("walking again after %s asks first" % code[:3], provider, 1, faults)

    # ---- without a screen

    def talk(self, provider, **settings):
        self.talks = getattr(self, "talks", 0) + 1
        folder = os.path.join(self.folder, "talk-%d" % self.talks)
        os.mkdir(folder)
        talk = sessions.Talk([self.client.program, *self.words(provider, "--plain")], {**self.client.settings(), **settings}, folder)
        talk.answer(b"Enter starts the walk", b"\n")
        return talk

    def plain(self):
        provider, faults = Locking(self.authority), []
        talk = self.talk(provider)
        for number in (1, 2):
            talk.answer(b"(not shown)", b"wrong %d\n" % number)
            talk.choose(b"Your choice?", b"the password again", b"Walk again")
            talk.expect(b"(not shown)")
            talk.seen -= len(b"(not shown)")
            faults += ["%d attempts" % len(provider.attempts)] if len(provider.attempts) != number else []
            warned = b"2 passwords were refused already" in talk.bytes
            faults += ["warned: %s, after %d" % (warned, number)] if warned != (number == 2) else []
        talk.answer(b"(not shown)", PASSWORD.encode() + b"\n")
        talk.answer(b"It works", b"q\n")
        talk.finish()
        talk.kill()
        self.close("plain mode: warned before the third, nothing sent unasked", provider, 3, faults)

    def plain_after_busy(self):
        provider, faults = Provider(self.authority, PASSWORD, turn=lambda number: BUSY if number == 2 else None), []
        talk = self.talk(provider, MAILMEDIC_CLOCK_SCALE="20")
        talk.answer(b"(not shown)", b"wrong\n")
        talk.choose(b"Your choice?", b"the password again", b"Walk again")
        talk.choose(b"Your choice?", b"Wait")
        talk.expect(b"(not shown)")
        faults += ["%d attempts" % len(provider.attempts)] if len(provider.attempts) != 1 else []
        talk.kill()
        self.close("plain mode: a countdown after 421 does not send a refused password", provider, 1, faults)

    def check(self):
        """Whatever the verdict and the mechanism: one AUTH a run."""
        verdicts = (WRONG, BUSY, b"454 4.7.0 temporary failure\r\n", b"534 5.7.9 app password\r\n", b"535-5.7.8 no\r\n535 5.7.8 no\r\n",
                    b"535 5.7.8 no\r\n421 4.7.0 too many\r\n", b"501 5.5.2 no\r\n", b"504 5.5.4 no\r\n", b"538 5.7.11 no\r\n")
        for mechanism in ("PLAIN", "LOGIN", "CRAM-MD5", None):
            runs, provider = 0, Provider(self.authority, PASSWORD)
            for verdict in verdicts:
                provider.wrong = verdict
                options = ("--auth", mechanism) if mechanism else ()
                subprocess.run(self.client.command("mail.hostile.test:%d" % provider.port, password="wrong", timeout=20, options=options),
                               capture_output=True, env=self.client.environment(), timeout=120)
                runs += 1
            self.close("check: %s, %d verdicts" % (mechanism or "its own choice", len(verdicts)), provider, runs, [])

    def sum(self):
        self.tap.result("lock-out", "in all: %d asked for, %d counted by the servers" % (self.asked, self.counted),
                        [] if self.asked == self.counted > 0 else ["not the same"])


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    tap = Tap("lock-out guard")
    with tempfile.TemporaryDirectory(prefix="hostile-lockout-") as folder:
        suite = Suite(os.path.abspath(sys.argv[1]), folder, tap)
        for point in (suite.warned_before_the_third, suite.fixes, suite.busy_after_a_refusal, suite.busy_without_a_refusal, suite.other_refusals,
                      suite.plain, suite.plain_after_busy, suite.check, suite.sum):
            if len(sys.argv) == 3 and sys.argv[2] not in point.__name__:
                continue
            try:
                point()
            except Exception as error:
                tap.result("harness", point.__name__, ["%s: %s" % (type(error).__name__, error)])
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
