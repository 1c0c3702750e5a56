# SPDX-License-Identifier: GPL-3.0-or-later
"""Each practice scenario, walked by check: exit code, stage, verdict; and no password in any output."""

import base64
import json
import unittest

import cli_case
from program import PracticeServer, USER, run

PASSWORD = b"practice"
WRONG = b"Canary%77 \xc3\xa9x"

# id: (stage of the verdict, exit code, reply code or None, problem or None) with the wrong password
FAILURES = {
    "greeting-421-overloaded": ("greeting", 21, 421, None),
    "greeting-421-too-many-connections": ("greeting", 21, 421, None),
    "ehlo-421-shutdown": ("ehlo", 22, 421, None),
    "auth-421-throttled": ("auth", 28, 421, None),
    "auth-535-wrong-password": ("auth", 28, 535, None),
    "auth-535-app-password": ("auth", 28, 535, None),
    "auth-535-smtp-auth-disabled": ("auth", 28, 535, None),
    "auth-535-username-form": ("auth", 28, 535, None),
    "auth-504-mechanism": ("auth", 28, 504, None),
    "auth-454-backend-down": ("auth", 28, 454, None),
    "auth-538-needs-tls": ("auth", 28, 538, None),
    "tls-not-offered": ("tls", 29, None, "tls-not-offered"),
    "tls-expired": ("tls", 29, None, "expired"),
    "tls-wrong-host": ("tls", 29, None, "wrong-host"),
    "tls-self-signed": ("tls", 29, None, "self-signed"),
    "tls-implicit-on-starttls-port": ("greeting", 21, None, "tls-on-plain-port"),
    "greeting-554-blocked": ("greeting", 21, 554, None),
    "greeting-silent": ("greeting", 21, None, "reply-timeout"),
    "drop-after-ehlo": ("tls", 6, None, "closed"),
    "idle-421-timeout": ("auth", 6, 421, None),
    "all-good": ("auth", 28, 535, None),
    "all-good-implicit-tls": ("auth", 28, 535, None),
    "login-only": ("auth", 28, 535, None),
    "scram-good": ("auth", 28, 535, None),
    "scram-false-proof": ("auth", 28, None, "sasl-false-proof"),
    "tls-client-certificate": ("tls", 29, None, "tls-client-certificate"),
    "ntlm-only": ("auth", 28, None, "auth-no-common-mechanism"),
    "token-expired": ("auth", 28, None, "auth-no-common-mechanism"),
    "token-other-service": ("auth", 28, None, "auth-no-common-mechanism"),
    "token-lacks-scope": ("auth", 28, None, "auth-no-common-mechanism"),
}

# id: (arguments, stage, exit code, reply code) with the right password
RIGHT = {
    "all-good": ([], "auth", 0, None),
    "all-good-implicit-tls": ([], "auth", 0, None),
    "login-only": ([], "auth", 0, None),
    "scram-good": ([], "auth", 0, None),
    "auth-535-wrong-password": ([], "auth", 0, None),
    "mail-553-sender-not-owned": (["-q", "MAIL", "-f", "boss@elsewhere.test"], "mail", 23, 553),
    "rcpt-550-relay-denied": (["-q", "RCPT", "-t", "someone@elsewhere.test"], "rcpt", 24, 550),
}

TLS_WORDS = {"tls-not-offered": "not-offered", "tls-client-certificate": "handshake-failed"}


def forms(secret):
    """What the secret must not look like in any output."""
    plain = b"\0" + USER.encode() + b"\0" + secret
    yield secret
    yield base64.b64encode(secret)
    yield base64.b64encode(plain)
    yield secret.hex().encode()
    for offset in range(3):
        start = [0, 2, 3][offset]
        encoded = base64.b64encode(b"x" * offset + secret)
        yield encoded[start : start + 10]


class Scenario(cli_case.Case):
    def check(self, server, password, *arguments):
        file = self.write("password", password + b"\n")
        finished = run("check", USER, *server.arguments(), "--auth-password-file", file, "--timeout", "3", *arguments)
        for form in forms(password if password != PASSWORD else b"no such secret"):
            self.assertFalse(form in finished.stdout + finished.stderr, "the password is in the output")
        return finished

    def assert_text_and_markdown(self, scenario, code):
        for form, needle in [("text", b"Result: "), ("markdown", b"# Sending mail: ")]:
            with PracticeServer(scenario) as server:
                finished = self.check(server, WRONG, "--format", form)
            self.assertEqual(finished.returncode, code)
            self.assertIn(needle, finished.stdout)
            self.assertEqual(finished.stderr, b"")
            self.assertNotIn(b"\x1b", finished.stdout)

    def test_each_failure_has_its_stage_and_exit_code(self):
        for scenario, (stage, code, reply, problem) in FAILURES.items():
            with self.subTest(scenario=scenario), PracticeServer(scenario) as server:
                finished = self.check(server, WRONG, "--format", "json")
                result = json.loads(finished.stdout)
                verdict = result["verdict"]
                self.assertEqual((finished.returncode, verdict["exit"]), (code, code))
                self.assertEqual((verdict["outcome"], verdict["stage"]), ("failed", stage))
                self.assertEqual(verdict["problem"], problem)
                self.assertEqual((verdict["reply"] or {}).get("code"), reply)
                if stage == "tls" and code == 29:
                    self.assertEqual(result["tls"]["problem"], TLS_WORDS.get(scenario, problem))
                self.assertEqual(result["tls"]["verified"] and stage == "tls", False)
                self.assertEqual(len(result["stages"]), 10)

    def test_right_password_succeeds_where_a_fix_exists(self):
        for scenario, (arguments, stage, code, reply) in RIGHT.items():
            with self.subTest(scenario=scenario), PracticeServer(scenario) as server:
                finished = self.check(server, PASSWORD, "--format", "json", *arguments)
                verdict = json.loads(finished.stdout)["verdict"]
                self.assertEqual((finished.returncode, verdict["stage"]), (code, stage))
                if reply:
                    self.assertEqual(verdict["reply"]["code"], reply)

    def test_text_and_markdown_tell_the_same(self):
        for scenario in ["auth-535-wrong-password", "greeting-421-overloaded", "tls-wrong-host"]:
            with self.subTest(scenario=scenario):
                self.assert_text_and_markdown(scenario, FAILURES[scenario][1])

    def test_no_mechanism_leaks_the_password(self):
        for mechanism in ["PLAIN", "LOGIN", "CRAM-MD5"]:
            for password in [WRONG, b"Zo" * 100, "\u5bc6\u7801 %00".encode()]:
                with self.subTest(mechanism=mechanism), PracticeServer("all-good") as server:
                    finished = self.check(server, password, "--auth", mechanism, "--format", "json")
                    self.assertEqual(finished.returncode, 28)
                    self.assertIn(b"<hidden>", finished.stdout)

    def test_message_goes_out_only_with_send(self):
        with PracticeServer("all-good") as server:
            result = json.loads(self.check(server, PASSWORD, "--send", "--format", "json").stdout)
            self.assertEqual((result["verdict"]["outcome"], result["verdict"]["stage"]), ("passed", "data"))
        with PracticeServer("all-good") as server:
            result = json.loads(self.check(server, PASSWORD, "-q", "RCPT", "--format", "json").stdout)
            lines = [entry["line"] for entry in result["transcript"] if entry["from"] == "client"]
            self.assertFalse([line for line in lines if line.startswith(("DATA", "BDAT"))])

    def test_stages_may_be_cut_short(self):
        for stage, word in [("connect", "CONNECT"), ("greeting", "BANNER"), ("ehlo", "EHLO"), ("tls", "TLS")]:
            with self.subTest(stage=stage), PracticeServer("all-good") as server:
                finished = run("check", *server.arguments(), "-q", word, "--format", "json")
                self.assertEqual(finished.returncode, 0, finished.stderr)
                self.assertEqual(json.loads(finished.stdout)["verdict"]["stage"], stage)

    def test_every_listed_scenario_is_tried_here(self):
        listed = {line.split("\t")[0] for line in run("practice", "--list").stdout.decode().splitlines()}
        self.assertEqual(listed, set(FAILURES) | set(RIGHT))
