# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that knows the password and says it before anybody has typed it, in the greeting and both times after EHLO. Once it is
typed, it is hidden in what came before as well: recordings, reports, the screen. What a crash leaves behind has no line of it."""

import os
import signal
import time

import sessions
from client import PASSWORD, USER
from fake_server import Gone
from provider import Provider, echoes, reply
from secrets_transcript import FORMATS, WRONG_ONE, Transcripts, scan, scan_json

CANARIES = (PASSWORD, "ka\"na'ri`\\vo<g>&el", "Zq7x")
TOLD_BEFORE = b"said this password before it was typed"


class Knows(Provider):
    """It has been told by somebody else, and tells everybody at once."""

    def script(self, p):
        self.connections += 1
        said = echoes(self.password)
        p.say(reply(220, [b"mail.hostile.test ESMTP"] + said))
        p.expect(b"EHLO ")
        p.say(b"250-mail.hostile.test\r\n250-STARTTLS\r\n" + reply(250, said))
        p.start_tls()
        p.expect(b"EHLO ")
        p.say(b"250-mail.hostile.test\r\n250-AUTH LOGIN\r\n" + reply(250, said))
        while True:
            self.take(p, p.line())


def read(path):
    with open(path, "rb") as file:
        return file.read()


class Before(Transcripts):
    def new_folder(self):
        path = os.path.join(self.suite.folder, "before-%d" % time.monotonic_ns())
        os.mkdir(path)
        return path

    def record_of(self, folder, *secrets):
        faults = scan_json("recording", read(os.path.join(folder, "run.rec")), *secrets)
        for form in FORMATS:
            text = self.run([self.client.program, "replay", os.path.join(folder, "run.rec"), "--format", form]).stdout
            faults += (scan_json if form == "json" else scan)("replay as " + form, text, *secrets)
            faults += ["nothing replayed: %r" % text[-200:]] if b"<hidden>" not in text else []
        return faults

    def from_a_file(self):
        """Known from the start: hidden from the first line on."""
        for canary in CANARIES:
            folder, faults = self.new_folder(), []
            provider = Knows(self.authority, "something else")
            provider.password = canary.encode()
            for form in FORMATS:
                path = os.path.join(folder, "run.rec")
                if os.path.exists(path):
                    os.remove(path)
                done = self.run(self.command(provider, "--auth", "LOGIN", "--record", path, form=form, password=canary))
                faults += ["exit %d" % done.returncode] if done.returncode != 0 else []
                faults += (scan_json if form == "json" else scan)(form, done.stdout + done.stderr, canary)
            provider.stop()
            self.tap.result("before", "%r, from a file: check hides what the greeting says of it" % canary,
                            faults + self.record_of(folder, canary), points=(8, 11, 12))

    def talk(self, folder, provider):
        command = [self.client.program, USER, "-s", "mail.hostile.test:%d" % provider.port, "--auth", "LOGIN", "--plain",
                   "--tls-ca-path", os.path.join(self.suite.folder, "root.pem"), "--record", os.path.join(folder, "run.rec")]
        return sessions.Talk(command, self.client.settings(), folder)

    def plain(self):
        """A wrong password first: the run with it is hidden when the right one is typed for the next."""
        for canary in CANARIES:
            folder = self.new_folder()
            provider = Knows(self.authority, canary)
            session = self.talk(folder, provider)
            try:
                session.answer(b"Enter starts the walk", b"\n")
                session.answer(b"(not shown)", WRONG_ONE.encode() + b"\n")
                session.choose(b"Your choice?", b"the password again", b"Walk again as it is", b"Type an app password")
                session.answer(b"(not shown)", canary.encode() + b"\n")
                session.expect(TOLD_BEFORE)
                shown = len(session.bytes)
                session.choose(b"Your choice?", b"Read the transcript")
                session.answer(b"saves this text to a file", b"s\n")
                session.choose(b"Your choice?", b"Save this as a report")
                session.answer(b"Which one?", b"2\n")
                session.answer(b"Your choice?", b"q\n")
                code = session.finish()
            finally:
                session.kill()
                provider.stop()
            faults = ["exit %s" % code] if code != 0 else []
            faults += scan("plain mode, from then on", session.bytes[shown:], canary) + self.record_of(folder, canary, WRONG_ONE)
            for name in os.listdir(folder):
                faults += scan_json(name, read(os.path.join(folder, name)), canary)
            self.tap.result("before", "%r in plain mode: recording of both runs, transcript, report" % canary, faults, points=(8, 11, 12))

    def screen(self):
        for canary in CANARIES:
            folder = self.new_folder()
            provider = Knows(self.authority, "something else")
            provider.password = canary.encode()
            provider.take = lambda p, line, provider=provider: (setattr(provider, "password", b"-"), Provider.take(provider, p, line))
            session = sessions.Screen(self.suite, provider.port, folder, "--auth", "LOGIN", "--record", "run.rec")
            try:
                session.log_in(canary)
                session.expect("What you can do")
                session.key(b"\x0c")
                shown = len(session.bytes)
                for key in (b"u", b"w", b"l", b"c"):
                    session.key(key + b"\x0c")
                    session.key(b"q")
                for form in range(3):
                    session.key(b"s")
                    session.key(b"\x1b[B" * form + b"\r")
                session.leave()
            finally:
                session.kill()
                provider.stop()
            faults = scan("terminal, from then on", session.bytes[shown:], canary) + self.record_of(folder, canary)
            saved = [name for name in os.listdir(folder) if name.startswith("mailmedic")]
            faults += ["saved: %s" % saved] if len(saved) != 3 else []
            for name in saved:
                faults += scan_json(name, read(os.path.join(folder, name)), canary)
            self.tap.result("before", "%r on screen: what is drawn, saved and recorded once it is typed" % canary, faults, points=(8, 11, 12))

    def crash(self):
        """Killed at the question for the password: the file has no line that could hold it."""
        folder = self.new_folder()
        provider = Knows(self.authority, PASSWORD)
        session = self.talk(folder, provider)
        try:
            session.answer(b"Enter starts the walk", b"\n")
            session.expect(b"(not shown)")
            os.kill(session.pid, signal.SIGKILL)
            session.finish()
        except (Gone, OSError):
            pass
        finally:
            session.kill()
            provider.stop()
        self.tap.result("before", "a crash leaves nothing unmasked in the recording",
                        scan_json("recording", read(os.path.join(folder, "run.rec")), PASSWORD), points=(3,))


def run(suite):
    before = Before(suite)
    return [before.from_a_file, before.plain, before.screen, before.crash]
