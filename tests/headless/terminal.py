#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check with and without a terminal: the password prompt, step mode, signals, colours."""

import os
import pty
import select
import signal
import socket
import subprocess
import termios
import time
import unittest

import harness
from harness import Server, run

USER = "student@practice.test"


class Session:
    """mailmedic on a pseudo-terminal of its own."""

    def __init__(self, *arguments, environment=None):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execve(harness.BINARY, [harness.BINARY, *arguments], {**harness.ENVIRONMENT, **(environment or {})})
        self.text = b""

    def read_until(self, needle, seconds=30):
        deadline = time.monotonic() + seconds
        while needle not in self.text:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.fd], [], [], left)[0]:
                raise AssertionError(f"no {needle!r} in {self.text!r}")
            if not self.read():
                raise AssertionError(f"ended without {needle!r}: {self.text!r}")

    def read(self):
        try:
            chunk = os.read(self.fd, 65536)
        except OSError:
            chunk = b""
        self.text += chunk
        return chunk

    def echoes(self):
        return bool(termios.tcgetattr(self.fd)[3] & termios.ECHO)

    def wait_for_echo(self, wanted):
        deadline = time.monotonic() + 10
        while self.echoes() != wanted:
            if time.monotonic() > deadline:
                raise AssertionError("the echo did not change")
            time.sleep(0.01)

    def write(self, text):
        os.write(self.fd, text)

    def finish(self):
        while self.read():
            pass
        status = os.waitpid(self.pid, 0)[1]
        os.close(self.fd)
        return os.waitstatus_to_exitcode(status)


class Terminal(harness.Case):
    def test_password_is_asked_for_without_echo(self):
        with Server("all-good") as server:
            session = Session("check", USER, *server.arguments())
            session.read_until(b"Password of")
            session.wait_for_echo(False)
            session.write(b"practic-canary\n")
            session.wait_for_echo(True)
            self.assertEqual(session.finish(), 28)
            self.assertNotIn(b"practic-canary", session.text)

    def test_empty_password_ends_the_run(self):
        with Server("all-good") as server:
            session = Session("check", USER, *server.arguments())
            session.read_until(b"Password of")
            session.wait_for_echo(False)
            session.write(b"\n")
            self.assertEqual(session.finish(), 28)

    def test_signal_at_the_prompt_restores_the_echo(self):
        for number in [signal.SIGINT, signal.SIGTERM]:
            with self.subTest(number=number), Server("all-good") as server:
                session = Session("check", USER, *server.arguments())
                session.read_until(b"Password of")
                session.wait_for_echo(False)
                os.kill(session.pid, number)
                session.wait_for_echo(True)
                self.assertEqual(session.finish(), 130)

    def test_deadly_signal_at_the_prompt_restores_the_echo(self):
        """Ctrl-\\ and what a stray kill or a crash sends."""
        for prompt, arguments in ((b"Password of", ["check", USER]), (b"assword", ["practice", "all-good", "--plain"])):
            for number in [signal.SIGQUIT, signal.SIGUSR1, signal.SIGALRM, signal.SIGSEGV, signal.SIGABRT]:
                with self.subTest(number=number, arguments=arguments), Server("all-good") as server:
                    session = Session(*arguments, *(server.arguments() if arguments[0] == "check" else ()))
                    session.read_until(prompt)
                    session.wait_for_echo(False)
                    os.kill(session.pid, number)
                    session.wait_for_echo(True)
                    self.assertNotIn(session.finish(), (0, 130))

    def test_stopping_at_the_prompt_restores_the_echo_meanwhile(self):
        with Server("all-good") as server:
            session = Session("check", USER, *server.arguments())
            session.read_until(b"Password of")
            session.wait_for_echo(False)
            os.kill(session.pid, signal.SIGTSTP)
            self.assertTrue(os.WIFSTOPPED(os.waitpid(session.pid, os.WUNTRACED)[1]))
            self.assertTrue(session.echoes())
            os.kill(session.pid, signal.SIGCONT)
            session.wait_for_echo(False)
            session.write(b"practice\n")
            self.assertEqual(session.finish(), 0)

    def test_practice_without_a_screen(self):
        session = Session("practice", "auth-535-wrong-password", "--plain")
        session.read_until(b"Password (not shown)")
        session.wait_for_echo(False)
        session.write(b"not this one\n")
        session.read_until(b"Your choice?")
        session.write(b"q\n")
        self.assertEqual(session.finish(), 28)
        self.assertNotIn(b"\x1b", session.text)

    def test_step_mode_waits_for_each_line(self):
        with Server("all-good") as server:
            session = Session("check", *server.arguments(), "-q", "EHLO", "--step")
            session.read_until(b"About to send: EHLO")
            self.assertNotIn(b"-> EHLO", session.text)
            session.write(b"\n")
            session.read_until(b"About to send: QUIT")
            session.write(b"\n")
            self.assertEqual(session.finish(), 0)

    def test_colours_only_where_they_are_wanted(self):
        for environment, arguments, coloured in [({}, [], True), ({"NO_COLOR": "1"}, [], False),
                                                 ({"TERM": "dumb"}, [], False), ({}, ["--no-color"], False),
                                                 ({"NO_COLOR": ""}, [], True)]:
            session = Session("check", "-s", "127.0.0.1:1", "-q", "EHLO", *arguments, environment=environment)
            self.assertEqual(session.finish(), 2)
            self.assertEqual(b"\x1b[" in session.text, coloured, (environment, arguments))

    def test_plain_walk_asks_before_it_trusts(self):
        with Server("tls-self-signed") as server:
            session = Session(USER, "--plain", *server.arguments())
            session.read_until(b"Enter starts the walk")
            session.write(b"\n")
            session.read_until(b"Type yes")
            session.write(b"yes\n")
            session.read_until(b"Password (not shown)")
            session.wait_for_echo(False)
            session.write(b"practice\n")
            session.read_until(b"Your choice?")
            session.write(b"q\n")
            self.assertEqual(session.finish(), 0)


class NoTerminal(harness.Case):
    def test_missing_password_is_told_before_connecting(self):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            listener.setblocking(False)
            finished = run("check", USER, "-s", f"127.0.0.1:{listener.getsockname()[1]}")
            self.assert_sentence(finished)
            with self.assertRaises(BlockingIOError):
                listener.accept()

    def test_step_mode_needs_a_terminal(self):
        self.assert_sentence(run("check", "-s", "127.0.0.1:1", "-q", "EHLO", "--step"))

    def test_signal_ends_a_silent_run_at_once(self):
        for number in [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]:
            with self.subTest(number=number), socket.create_server(("127.0.0.1", 0)) as listener:
                process = subprocess.Popen(
                    [harness.BINARY, "check", "-q", "EHLO", "-s", f"127.0.0.1:{listener.getsockname()[1]}"],
                    stdout=subprocess.PIPE, env=harness.ENVIRONMENT, start_new_session=True)
                with listener.accept()[0]:
                    time.sleep(0.2)
                    started = time.monotonic()
                    process.send_signal(number)
                    process.communicate(timeout=10)
                self.assertEqual(process.returncode, 130)
                self.assertLess(time.monotonic() - started, 2)


if __name__ == "__main__":
    unittest.main()
