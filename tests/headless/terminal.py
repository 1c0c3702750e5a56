# SPDX-License-Identifier: GPL-3.0-or-later
"""Check with and without a terminal: the password prompt, step mode, signals, colours."""

import os
import signal
import socket
import subprocess
import time
import unittest

import cli_case
from program import PROGRAM, PracticeServer, USER, environment, run


class Terminal(cli_case.Case):
    def test_password_is_asked_for_without_echo(self):
        with PracticeServer("all-good") as server:
            session = self.terminal("check", USER, *server.arguments())
            session.expect(b"Password of")
            session.wait_for_echo(False)
            session.send(b"practic-canary\n")
            session.wait_for_echo(True)
            self.assertEqual(session.finish(), 28)
            self.assertNotIn(b"practic-canary", session.bytes)

    def test_empty_password_ends_the_run(self):
        with PracticeServer("all-good") as server:
            session = self.terminal("check", USER, *server.arguments())
            session.expect(b"Password of")
            session.wait_for_echo(False)
            session.send(b"\n")
            self.assertEqual(session.finish(), 28)

    def test_signal_at_the_prompt_restores_the_echo(self):
        for number in [signal.SIGINT, signal.SIGTERM]:
            with self.subTest(number=number), PracticeServer("all-good") as server:
                session = self.terminal("check", USER, *server.arguments())
                session.expect(b"Password of")
                session.wait_for_echo(False)
                os.kill(session.pid, number)
                session.wait_for_echo(True)
                self.assertEqual(session.finish(), 130)

    def test_deadly_signal_at_the_prompt_restores_the_echo(self):
        """Ctrl-\\ and what a stray kill or a crash sends."""
        for prompt, arguments in ((b"Password of", ["check", USER]), (b"assword", ["practice", "all-good", "--plain"])):
            for number in [signal.SIGQUIT, signal.SIGUSR1, signal.SIGALRM, signal.SIGSEGV, signal.SIGABRT]:
                with self.subTest(number=number, arguments=arguments), PracticeServer("all-good") as server:
                    session = self.terminal(*arguments, *(server.arguments() if arguments[0] == "check" else ()))
                    session.expect(prompt)
                    session.wait_for_echo(False)
                    os.kill(session.pid, number)
                    session.wait_for_echo(True)
                    self.assertNotIn(session.finish(), (0, 130))

    def test_stopping_at_the_prompt_restores_the_echo_meanwhile(self):
        with PracticeServer("all-good") as server:
            session = self.terminal("check", USER, *server.arguments())
            session.expect(b"Password of")
            session.wait_for_echo(False)
            os.kill(session.pid, signal.SIGTSTP)
            self.assertTrue(os.WIFSTOPPED(os.waitpid(session.pid, os.WUNTRACED)[1]))
            self.assertTrue(session.echoes())
            os.kill(session.pid, signal.SIGCONT)
            session.wait_for_echo(False)
            session.send(b"practice\n")
            self.assertEqual(session.finish(), 0)

    def test_practice_without_a_screen(self):
        session = self.terminal("practice", "auth-535-wrong-password", "--plain")
        session.expect(b"Password (not shown)")
        session.wait_for_echo(False)
        session.send(b"not this one\n")
        session.expect(b"Your choice?")
        session.send(b"q\n")
        self.assertEqual(session.finish(), 28)
        self.assertNotIn(b"\x1b", session.bytes)

    def test_step_mode_waits_for_each_line(self):
        with PracticeServer("all-good") as server:
            session = self.terminal("check", *server.arguments(), "-q", "EHLO", "--step")
            session.expect(b"About to do: TCP ")
            session.send(b"\n")
            session.expect(b"About to send: EHLO")
            self.assertNotIn(b"-> EHLO", session.bytes)
            session.send(b"\n")
            session.expect(b"About to send: QUIT")
            session.send(b"\n")
            self.assertEqual(session.finish(), 0)

    def test_colours_only_where_they_are_wanted(self):
        for environment, arguments, coloured in [({}, [], True), ({"NO_COLOR": "1"}, [], False),
                                                 ({"TERM": "dumb"}, [], False), ({}, ["--no-color"], False),
                                                 ({"NO_COLOR": ""}, [], True)]:
            session = self.terminal("check", "-s", "127.0.0.1:1", "-q", "EHLO", *arguments, environment=environment)
            self.assertEqual(session.finish(), 2)
            self.assertEqual(b"\x1b[" in session.bytes, coloured, (environment, arguments))

    def test_plain_walk_asks_before_it_trusts(self):
        with PracticeServer("tls-self-signed") as server:
            session = self.terminal(USER, "--plain", *server.arguments())
            session.expect(b"Enter starts the walk")
            session.send(b"\n")
            session.expect(b"Type yes")
            session.send(b"yes\n")
            session.expect(b"Password (not shown)")
            session.wait_for_echo(False)
            session.send(b"practice\n")
            session.expect(b"Your choice?")
            session.send(b"q\n")
            self.assertEqual(session.finish(), 0)


class NoTerminal(cli_case.Case):
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
                    [PROGRAM, "check", "-q", "EHLO", "-s", f"127.0.0.1:{listener.getsockname()[1]}"],
                    stdout=subprocess.PIPE, env=environment(), start_new_session=True)
                with listener.accept()[0]:
                    time.sleep(0.2)
                    started = time.monotonic()
                    process.send_signal(number)
                    process.communicate(timeout=10)
                self.assertEqual(process.returncode, 130)
                self.assertLess(time.monotonic() - started, 2)
