#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plain mode: the walk as questions and answers, through a pipe and on a terminal. No escape byte, ever."""

import os
import select
import signal
import subprocess
import time
import unittest

import harness
from harness import Server, run
from terminal import Session

USER = "student@practice.test"
CANARY = b"Canary-7Q"
FAST = {"MAILMEDIC_CLOCK_SCALE": "20"}
DUMB = {"TERM": "dumb"}
CHOICE = b"Your choice?"
PASSWORD = b"assword (not shown)"


class Pipe:
    """mailmedic between two pipes, talked to like a terminal."""

    def __init__(self, *arguments, environment=None):
        self.process = subprocess.Popen(
            [harness.BINARY, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env={**harness.ENVIRONMENT, **(environment or {})}, start_new_session=True)
        self.text = b""
        self.seen = 0

    def read_until(self, needle, seconds=60):
        deadline = time.monotonic() + seconds
        while self.text.find(needle, self.seen) < 0:
            left = deadline - time.monotonic()
            ready = select.select([self.process.stdout], [], [], max(left, 0))[0]
            chunk = os.read(self.process.stdout.fileno(), 65536) if ready else b""
            if not chunk:
                raise AssertionError(f"no {needle!r} in {self.text[self.seen:]!r}")
            self.text += chunk
        self.seen = self.text.find(needle, self.seen) + len(needle)

    def write(self, text):
        self.process.stdin.write(text)
        self.process.stdin.flush()

    def finish(self):
        rest, errors = self.process.communicate(timeout=60)
        self.text += rest
        self.errors = errors
        return self.process.returncode


def number_of(session, label):
    """The number of the line "N. LABEL" that was offered last."""
    lines = session.text.replace(b"\r\n", b"\n").split(b"\n")
    for line in reversed(lines):
        number, _, text = line.partition(b". ")
        if number.isdigit() and label in text:
            return number + b"\n"
    raise AssertionError(f"{label!r} is not offered: {session.text!r}")


class Plain(harness.Case):
    ways = [(Pipe, ["--plain"], {}), (Pipe, [], {}), (Session, ["--plain"], {}), (Session, [], DUMB)]

    def play(self, *arguments, script, code=0, environment=None, ways=None):
        """Plays [(wait for, answer or label of a numbered choice)] in every way; returns the texts."""
        texts = []
        for kind, extra, added in ways or self.ways:
            with self.subTest(arguments=arguments, kind=kind.__name__, added=added):
                session = kind(*arguments, *extra, environment={**added, **(environment or {})})
                for needle, answer in script:
                    self.wait(session, needle)
                    if answer is not None:
                        session.write(number_of(session, answer[1:]) if answer[:1] == b"#" else answer)
                self.assertEqual(session.finish(), code, session.text)
                self.check_bytes(session.text)
                texts.append(session.text.replace(b"\r\n", b"\n").decode())
        return texts

    def wait(self, session, needle):
        if isinstance(session, Pipe):
            session.read_until(needle)
            return
        start = getattr(session, "start", 0)
        while session.text.find(needle, start) < 0:
            if not select.select([session.fd], [], [], 10)[0] or not session.read():
                raise AssertionError(f"no {needle!r} in {session.text[start:]!r}")
        session.start = session.text.find(needle, start) + len(needle)
        if needle == PASSWORD:
            session.wait_for_echo(False)

    def check_bytes(self, text):
        odd = {byte for byte in text.replace(b"\r\n", b"\n") if (byte < 0x20 and byte != 0x0A) or byte == 0x7F}
        self.assertEqual(odd, set(), text)
        self.assertNotIn(CANARY, text)
        self.assertNotIn(b"\xc2\x9b", text)

    def test_good_account_ends_in_the_summary(self):
        for text in self.play("practice", "all-good", script=[(PASSWORD, b"practice\n"), (CHOICE, b"q\n")]):
            for statement in ["Step AUTH: worked", "It works", "Settings for the mail program:",
                              f"User name: {USER}", "Encryption: STARTTLS", "Nothing: it worked at the first try."]:
                self.assertIn(statement, text)

    def test_wrong_password_then_the_right_one(self):
        script = [(PASSWORD, CANARY + b"\n"), (CHOICE, b"#Type the password again"), (PASSWORD, b"practice\n"),
                  (b"It works", None), (CHOICE, b"q\n")]
        for text in self.play("practice", "auth-535-wrong-password", script=script):
            for statement in ["What the server said:\n535 5.7.8", "535 means: ", "Who can fix it: you.", "Likely cause",
                              "What you can do:\n1. "]:
                self.assertIn(statement, text)

    def test_app_password(self):
        script = [(PASSWORD, CANARY + b"\n"), (CHOICE, b"#Type an app password"), (b"App p" + PASSWORD, b"abcd efgh ijkl mnop\n"),
                  (b"It works", None), (CHOICE, b"q\n")]
        self.play("practice", "auth-535-app-password", script=script, ways=self.ways[::3])

    def test_421_is_waited_for_with_a_countdown_in_words(self):
        script = [(CHOICE, b"#Wait"), (b"Waiting ", None), (b"\n10 seconds left.", None), (PASSWORD, b"practice\n"),
                  (b"It works", None), (CHOICE, b"q\n")]
        pipe = [(b"\r\n10 seconds left." if needle.startswith(b"\n10") else needle, answer) for needle, answer in script]
        self.play("practice", "greeting-421-overloaded", script=script, environment=FAST, ways=self.ways[:1])
        self.play("practice", "greeting-421-overloaded", script=pipe, environment=FAST, ways=self.ways[3:])

    def test_countdown_on_a_terminal_can_be_cut_short(self):
        script = [(CHOICE, b"#Wait"), (b"Enter tries now", b"s\n"), (CHOICE, b"#Wait"), (b"Enter tries now", b"\n"),
                  (b"Run 2", None), (CHOICE, b"q\n")]
        self.play("practice", "greeting-421-overloaded", script=script, code=21, ways=self.ways[3:])

    def test_certificate_is_shown_first_and_declined(self):
        script = [(b"Type yes", b"\n"), (CHOICE, b"q\n")]
        for text in self.play("practice", "tls-wrong-host", script=script, code=29):
            self.assertLess(text.index("For names: DNS:mail.elsewhere.test"), text.index("Type yes"))
            self.assertNotIn("assword (not shown)", text)

    def test_certificate_is_accepted_by_yes_alone(self):
        script = [(b"Type yes", b"yes\n"), (PASSWORD, b"practice\n"), (b"It works", None), (CHOICE, b"q\n")]
        self.play("practice", "tls-wrong-host", script=script, ways=self.ways[::3])
        self.play("practice", "tls-wrong-host", script=[(b"Type yes", b"y\n"), (CHOICE, b"q\n")], code=29,
                  ways=self.ways[:1])

    def test_certificate_may_be_trusted_after_the_run(self):
        script = [(b"Type yes", b"\n"), (CHOICE, b"#Go on despite"), (b"Type yes", b"yes\n"),
                  (PASSWORD, b"practice\n"), (b"It works", None), (CHOICE, b"q\n")]
        self.play("practice", "tls-self-signed", script=script, ways=self.ways[:1])

    def test_login_only_and_another_mechanism(self):
        script = [(PASSWORD, b"practice\n"), (b"accepted the log-in (LOGIN)", None), (CHOICE, b"q\n")]
        self.play("practice", "login-only", script=script, ways=self.ways[::3])
        script = [(PASSWORD, b"practice\n"), (CHOICE, b"#PLAIN"), (b"Enter applies it", b"\n"),
                  (b"accepted the log-in (PLAIN)", None), (b"Log-in method: was the strongest offered, now PLAIN", None),
                  (CHOICE, b"q\n")]
        self.play("practice", "auth-504-mechanism", script=script, ways=self.ways[::3])

    def test_clear_text_needs_a_yes(self):
        for text in self.play("practice", "auth-538-needs-tls", script=[(b"Type yes", b"\n"), (CHOICE, b"q\n")], code=28,
                              ways=self.ways[:1]):
            self.assertNotIn("AUTH PLAIN", text)

    def test_step_mode_holds_each_line(self):
        script = [(b"About to send: EHLO", None), (b"Why now: ", None), (b"Enter sends it", b"\n"),
                  (b"About to send: STARTTLS", None), (b"Enter sends it", b"q\n")]
        for text in self.play("practice", "all-good", "--step", script=script, ways=self.ways[::3]):
            self.assertNotIn("Sent: STARTTLS", text)

    def test_settings_are_listed_with_their_origin_and_changed(self):
        with Server("all-good") as server:
            host, port = server.endpoint.split(":")
            script = [(b"Mail address, or q to end:", b"no address\n"), (b"Mail address, or q to end:", USER.encode() + b"\n"),
                      (b"Server: smtp.practice.test (guessed)", None), (b"Enter starts the walk", b"#Server: "),
                      (b"Server; Enter", f"{host}:{port}".encode() + b"\n"), (b"Enter starts the walk", b"#Encryption"),
                      (b"Which one?", b"#STARTTLS"), (b"Enter starts the walk", b"\n"), (PASSWORD, b"practice\n"),
                      (b"It works", None), (CHOICE, b"q\n")]
            self.play("--tls-ca-path", server.ca, script=script, ways=self.ways[::3])

    def test_topics_transcript_and_certificate_are_read_out(self):
        script = [(PASSWORD, b"practice\n"), (CHOICE, b"#Read help"), (b"Which one?", b"#421 or 535"),
                  (b"End of the help text.", None), (CHOICE, b"#transcript"), (b"End of the transcript.", None),
                  (CHOICE, b"#certificate"), (b"Valid until: ", None), (CHOICE, b"q\n")]
        for text in self.play("practice", "all-good", script=script, ways=self.ways[:1]):
            self.assertNotIn("](", text)
            self.assertNotIn("| ", text)

    def test_administrator_gets_a_text(self):
        script = [(CHOICE, b"#dministrator"), (b"Hello,", None), (CHOICE, b"q\n")]
        self.play("practice", "greeting-554-blocked", script=script, code=21, ways=self.ways[:1])

    def test_scenario_is_picked_by_number(self):
        script = [(b"Which one?", b"0\n"), (b"Type a number", None), (b"Which one?", b"1\n"), (PASSWORD, b"q\n")]
        self.play("practice", script=script, ways=self.ways[::3])

    def test_ascii_locale_gets_ascii(self):
        script = [(b"1. ", b"q\n")]
        text = self.play("practice", script=script, environment={"LC_ALL": "C"}, ways=self.ways[:1])[0]
        self.assertTrue(text.isascii())


class Ends(harness.Case):
    def test_interrupt_ends_with_130_and_restores_the_echo(self):
        session = Session("practice", "all-good", "--plain")
        session.read_until(PASSWORD)
        session.wait_for_echo(False)
        session.write(b"\x03")
        session.wait_for_echo(True)
        self.assertEqual(session.finish(), 130)

    def test_interrupt_while_waiting_for_the_server(self):
        pipe = Pipe("practice", "greeting-silent")
        pipe.read_until(b"Step TCP")
        pipe.process.send_signal(signal.SIGINT)
        self.assertEqual(pipe.finish(), 130)

    def test_long_wait_is_told(self):
        pipe = Pipe("practice", "greeting-silent", environment=FAST)
        pipe.read_until(b"Still waiting")
        pipe.read_until(CHOICE)
        pipe.write(b"q\n")
        self.assertEqual(pipe.finish(), 21)

    def test_input_that_ends_is_told(self):
        finished = run("practice", "all-good", "--plain", stdin=b"wrong")
        self.assertEqual(finished.returncode, 28)
        finished = run(USER, "--plain", stdin=b"2")
        self.assertEqual(finished.returncode, 1)
        self.assertEqual(finished.stderr.count(b"\n"), 1)

    def test_nobody_to_ask_is_refused(self):
        self.assert_sentence(run("practice", "all-good", "--plain"))
        for arguments in [["practice", "all-good"], [USER, "--plain"], []]:
            for closed in [False, True]:
                finished = subprocess.run(
                    [harness.BINARY, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE, env=harness.ENVIRONMENT, start_new_session=True, timeout=60,
                    preexec_fn=(lambda: os.close(0)) if closed else None)
                self.assert_sentence(finished)

    def test_password_typed_at_another_question_is_not_repeated(self):
        finished = run("practice", "greeting-554-blocked", stdin=CANARY + b"\nq\n")
        self.assertEqual(finished.returncode, 21)
        self.assertNotIn(CANARY, finished.stdout + finished.stderr)

    def test_overlong_line_is_refused(self):
        finished = run("practice", "greeting-554-blocked", stdin=b"1" * 100000 + b"\nq\n")
        self.assertEqual(finished.returncode, 21)
        self.assertIn(b"That line is too long.", finished.stdout)

    def test_password_file_is_used_once(self):
        path = self.write("password", CANARY + b"\n")
        finished = run("practice", "auth-535-wrong-password", "--auth-password-file", path, stdin=b"1\npractice\nq\n")
        self.assertEqual(finished.returncode, 0)
        self.assertNotIn(CANARY, finished.stdout + finished.stderr)


if __name__ == "__main__":
    unittest.main()
