# SPDX-License-Identifier: GPL-3.0-or-later
"""Logging in with a token: from a file, standard input and a command; what is said of it; and no token in any output."""

import base64
import json
import os
import subprocess
import tempfile
import unittest

import cli_case
from program import PROGRAM, USER, environment, run


HIDDEN = b"(not shown)"


class TokenServer:
    """`mailmedic serve SCENARIO`, with the tokens that it prints."""

    def __init__(self, scenario, count=2):
        self.process = subprocess.Popen([PROGRAM, "serve", scenario], stdout=subprocess.PIPE, env=environment())
        words = self.process.stdout.readline().decode().split()
        named = dict(word.split("=", 1) for word in words if "=" in word)
        self.arguments = ["-s", "127.0.0.1:" + words[2], "--tls", named["tls"], "--tls-ca-path", named["ca"]]
        self.tokens = [self.process.stdout.readline().decode().split()[1] for _ in range(count)]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()


def forms(token):
    """The token, the parts that are its own, and what goes over the wire."""
    _, claims, signature = token.split(".")
    yield from (token, claims, signature)
    for mechanism in ("user=%s\1auth=Bearer %s\1\1" % (USER, token), token, "x" + token, "xx" + token):
        yield base64.b64encode(mechanism.encode()).decode()[40:120]


class Token(cli_case.Case):
    def check(self, server, token, *arguments, stdin=None):
        file = "-" if stdin is not None else self.write("token", token.encode())
        record = os.path.join(self.folder.name, "record-%d" % len(os.listdir(self.folder.name)))
        finished = run("check", USER, *server.arguments, "--auth-token-file", file, "--record", record, *arguments,
                       stdin=stdin or b"")
        with open(record, "rb") as recording:
            everything = (finished.stdout + finished.stderr + recording.read()).decode()
        for form in forms(server.tokens[0]):
            self.assertNotIn(form, everything)
        return finished

    def ask_json(self, server, token, *arguments, stdin=None):
        finished = self.check(server, token, "--format", "json", *arguments, stdin=stdin)
        return finished.returncode, json.loads(finished.stdout)

    def test_one_that_has_run_out_is_told_before_it_is_sent_and_after(self):
        for mechanism in ("XOAUTH2", "OAUTHBEARER"):
            with self.subTest(mechanism=mechanism), TokenServer("token-expired") as server:
                code, result = self.ask_json(server, server.tokens[0], "--auth", mechanism)
                self.assertEqual(code, 28)
                self.assertEqual([finding["id"] for finding in result["token"]["findings"]], ["token-expired"])
                self.assertEqual(result["diagnoses"][0]["id"], "token-expired")
                lines = [entry["line"] for entry in result["transcript"]]
                told = next(i for i, line in enumerate(lines) if "ran out 12 minutes ago" in line)
                self.assertLess(told, next(i for i, line in enumerate(lines) if line.startswith("AUTH ")))

    def test_a_fresh_one_logs_in_whatever_it_comes_in(self):
        with TokenServer("token-expired") as server:
            token = server.tokens[1]
            answer = json.dumps({"token_type": "Bearer", "access_token": token, "refresh_token": "rrrr"}, indent=1)
            quoted, marked, wrapped = json.dumps(token) + "\n", "\ufeff" + token, "\n".join((token[:70], token[70:140], token[140:]))
            for text in (token, token + "\n", "Bearer " + token, answer, quoted, marked, wrapped):
                with self.subTest(text=text[:7]):
                    self.assertEqual(self.check(server, text).returncode, 0)
            self.assertEqual(self.check(server, None, stdin=answer.encode()).returncode, 0)

    def test_the_server_may_say_that_a_scope_is_missing(self):
        with TokenServer("token-lacks-scope") as server:
            code, result = self.ask_json(server, server.tokens[0])
            self.assertEqual(code, 28)
            self.assertEqual(result["diagnoses"][0]["id"], "token-lacks-scope")

    def test_another_user_is_noticed(self):
        with TokenServer("token-expired") as server:
            code, result = self.ask_json(server, server.tokens[1], "-au", "boss@practice.test")
            self.assertEqual(code, 28)
            self.assertEqual([finding["id"] for finding in result["token"]["findings"]], ["token-for-other-user"])
            self.assertEqual(result["diagnoses"][0]["id"], "token-for-other-user")

    def test_what_is_no_token_is_refused_before_a_connection(self):
        finished = run("check", "ann@example.org", "-s", "127.0.0.1:1", "--auth-token-file", "-", stdin=b"{}")
        self.assertEqual(finished.returncode, 1)
        self.assertIn(b"access_token", finished.stderr)

    def test_a_command_makes_the_token(self):
        with TokenServer("token-expired") as server:
            file = self.write("token", server.tokens[1].encode())
            finished = run("check", USER, *server.arguments, "--auth-token-command", "cat " + file)
            self.assertEqual(finished.returncode, 0, finished.stdout)
            self.assertIn(b"Runs this command for a token: cat ", finished.stdout)
            self.assertNotIn(server.tokens[1].encode(), finished.stdout + finished.stderr)

    def test_a_command_that_fails_says_so(self):
        cases = {"exit 3": b"exit code 3", "kill -9 $$": b"signal 9", "true": b"empty", "yes": b"more than 16384 bytes",
                 "echo secret words": b"characters"}
        with TokenServer("token-expired") as server:
            for command, words in cases.items():
                with self.subTest(command=command):
                    finished = run("check", USER, *server.arguments, "--auth-token-command", command)
                    self.assertEqual(finished.returncode, 28)
                    self.assertIn(words, finished.stdout)
                    self.assertNotIn(b"secret words.", finished.stdout)

    def test_a_command_that_does_not_end_is_ended(self):
        with TokenServer("token-expired") as server:
            finished = run("check", USER, *server.arguments, "--auth-token-command", "sleep 4321 & wait",
                           environment={"MAILMEDIC_CLOCK_SCALE": "30"})
            self.assertEqual(finished.returncode, 28)
            self.assertIn(b"still runs", finished.stdout)
            self.assertIn(b"within 30 seconds", finished.stdout)
            running = subprocess.run(["pgrep", "-f", "^sleep 4321"], capture_output=True).stdout
            self.assertEqual(running, b"", "the command's child is still there")

    def talk(self, *arguments, settings, script):
        """Plain mode on a terminal, with a settings file."""
        folder = tempfile.mkdtemp(dir=self.folder.name)
        os.mkdir(os.path.join(folder, "mailmedic"))
        with open(os.path.join(folder, "mailmedic", "settings.yaml"), "w", encoding="utf-8") as file:
            file.write(settings)
        session = self.terminal(*arguments, "--plain", environment={"XDG_CONFIG_HOME": folder})
        for needle, answer in script:
            session.expect(needle)
            if needle == HIDDEN:
                session.wait_for_echo(False)
            if answer is not None:
                session.send(answer)
        return session.finish(), session.bytes

    def test_the_settings_of_the_user_name_a_command_too(self):
        with TokenServer("token-expired") as server:
            self.write("token-" + USER, server.tokens[1].encode())
            settings = "token-command: 'cat %s/token-$1'\n" % self.folder.name
            arguments = (USER, *server.arguments, "--auth", "XOAUTH2")
            code, said = self.talk(*arguments, settings=settings, script=[
                (b"Enter starts the walk", b"\n"), (b"Runs this command for a token: cat ", None), (b"Your choice?", b"q\n")])
            self.assertEqual(code, 0, said)
            self.assertNotIn(server.tokens[1].encode(), said)
            other = ("--auth-token-command", "exit 3")
            code, said = self.talk(*arguments, *other, settings=settings, script=[
                (b"Enter starts the walk", b"\n"), (b"exit code 3", None), (b"does not log in", None), (HIDDEN, b"\n"), (b"Your choice?", b"q\n")])
            self.assertEqual(code, 28, said)

    def test_practice_does_not_run_the_command_of_the_settings(self):
        mark = os.path.join(self.folder.name, "mark")
        self.talk("practice", "token-expired", settings="token-command: touch %s\n" % mark,
                  script=[(b"takes the practice token", None), (HIDDEN, b"\n"), (b"sends it all the same", b"q\n")])
        self.assertFalse(os.path.exists(mark))

    def test_what_does_not_go_together_is_refused(self):
        file = self.write("token", b"abc.def")
        for arguments in (["--auth-password-file", file], ["--auth-token-command", "true"], ["--auth", "PLAIN"],
                          ["--no-auth"]):
            with self.subTest(arguments=arguments):
                finished = run("check", USER, "-s", "127.0.0.1:1", "--auth-token-file", file, *arguments)
                self.assertEqual(finished.returncode, 1, finished.stderr)


if __name__ == "__main__":
    unittest.main()
