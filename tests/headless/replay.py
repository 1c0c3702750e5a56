# SPDX-License-Identifier: GPL-3.0-or-later
"""Recordings: what is in them, how they are read back, two side by side, and files that only pretend."""

import json
import os
import re
import shlex
import shutil
import stat
import subprocess
import unittest

import cli_case
from program import PracticeServer, USER, run

CANARY = "Canary-7Q"


class Case(cli_case.Case):
    def path(self, name="call.rec"):
        return os.path.join(self.folder.name, name)

    def record(self, scenario="auth-535-wrong-password", name="call.rec", stdin=f"{CANARY}\n1\npractice\nq\n"):
        run("practice", scenario, "--record", self.path(name), stdin=stdin.encode())
        return self.path(name)

    def lines(self, path):
        with open(path, encoding="utf-8") as file:
            return [json.loads(line) for line in file]


class Recording(Case):
    def test_file_is_private_new_and_without_secrets(self):
        path = self.record()
        self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)
        with open(path, encoding="utf-8") as file:
            text = file.read()
        self.assertNotIn(CANARY, text)
        self.assertNotIn(self.folder.name, text)
        header, first = self.lines(path)[:2]
        self.assertEqual((header["mailmedic"], header["format"]), ("recording", 1))
        self.assertEqual(first["account"]["user"], USER)
        self.assert_sentence(run("practice", "all-good", "--plain", "--record", path, stdin=b"q\n"))
        os.symlink(self.path("target"), self.path("link"))
        self.assert_sentence(run("check", "-s", "127.0.0.1:1", "-q", "EHLO", "--record", self.path("link")))
        self.assertFalse(os.path.exists(self.path("target")))

    def test_json_is_that_of_the_run(self):
        for scenario in ["all-good", "auth-535-wrong-password", "tls-wrong-host", "greeting-421-overloaded"]:
            with self.subTest(scenario=scenario), PracticeServer(scenario) as server:
                password = self.write("password", f"{CANARY}\n".encode())
                path = self.path(scenario)
                live = run("check", USER, *server.arguments(), "--auth-password-file", password, "--record", path,
                           "--format", "json")
                replayed = run("replay", path, "--format", "json")
                self.assertEqual(replayed.returncode, 0, replayed.stderr)
                live, replayed = json.loads(live.stdout), json.loads(replayed.stdout)
                live.pop("time"), replayed.pop("time")
                # A recording does not say where the trusted certificates are.
                live["commands"] = [re.sub(r" (--tls-ca-path|-CAfile) \S+", "", line) for line in live["commands"]]
                self.assertEqual(live, replayed)

    def test_runs_are_told_and_chosen(self):
        path = self.record()
        last = run("replay", path).stdout.decode()
        self.assertIn("run 2 of 2", last)
        self.assertIn("Result: passed", last)
        self.assertIn("What was tried\n  1. ", last)
        first = run("replay", path + "#1").stdout.decode()
        self.assertIn("Result: FAILED at AUTH (exit code 28)", first)
        self.assertNotIn("What was tried", first)
        self.assert_sentence(run("replay", path + "#3"))
        self.assertIn("# Sending mail: passed", run("replay", path, "--format", "markdown").stdout.decode())

    def test_two_runs_side_by_side_mark_the_line_that_differs(self):
        path = self.record()
        text = run("replay", path + "#1", path + "#2").stdout.decode()
        self.assertEqual([line[:5] for line in text.splitlines() if line.startswith(">>")], [">> <~"])
        self.assertIn("A: <~ 535 5.7.8", text)
        self.assertIn("B: <~ 235 2.7.0", text)
        self.assertIn("The same up to AUTH. Then A: 535 5.7.8; B: 235 2.7.0.", text)
        self.assertIn("No line differs.", run("replay", path, path).stdout.decode())
        other = self.record("all-good", "other.rec", "practice\nq\n")
        self.assertIn("Port differs: A ", run("replay", path, other).stdout.decode())
        self.assertIn("No line differs.", run("replay", path, other).stdout.decode())
        self.assert_sentence(run("replay", path, path, "--format", "json"))

    def test_cut_recording_is_read_to_where_it_goes(self):
        path = self.record()
        with open(path, "rb") as file:
            whole = file.read()
        for size in range(1, len(whole), 97):
            finished = run("replay", self.write("cut", whole[:size]))
            self.assertIn(finished.returncode, [0, 1])
            self.assertNotIn(b"Sanitizer", finished.stderr)

    def test_answers_in_a_recording_of_somebody_else_are_hidden(self):
        """One that was written or mended by hand, with mechanisms that mailmedic does not speak."""
        lines = self.lines(self.record())
        first = next(number for number, line in enumerate(lines) if line.get("text", "").startswith("AUTH "))
        spoken = ["AUTH XOAUTH2 canary-one", "auth OAUTHBEARER canary-two", "canary-three", "AUTH SCRAM-SHA-256 canary-four",
                  "canary=five", "AUTH NTLM canary-six", "Authorization: Bearer canary-seven"]
        for text in reversed(spoken):
            lines.insert(first, {**lines[first], "text": text})
        path = self.write("strange", "".join(json.dumps(line) + "\n" for line in lines).encode())
        for form in ["text", "json", "markdown"]:
            text = run("replay", path + "#1", "--format", form).stdout
            self.assertNotIn(b"canary", text)
            for word in [b"AUTH XOAUTH2 <hidden>", b"auth OAUTHBEARER <hidden>", b"AUTH NTLM <hidden>"]:
                self.assertIn(word, text)

    def run_commands(self, scenario, *arguments):
        """What swaks and openssl print when the lines of a report are run as they stand."""
        printed = []
        with PracticeServer(scenario) as server:
            password = self.write("password", b"practice\n")
            report = json.loads(run("check", USER, *server.arguments(), "--auth-password-file", password, "--format",
                                    "json", *arguments).stdout)
            self.assertEqual([line.split()[0] for line in report["commands"]], ["swaks", "openssl"])
            for line in report["commands"]:
                self.assertNotIn("--auth-password", line)
                words = ["sh", "-c", line]
                done = subprocess.run(words, input=b"practice\nQUIT\n", stdout=subprocess.PIPE,
                                      stderr=subprocess.STDOUT, timeout=30)
                printed.append(done.stdout.decode())
        return printed

    def test_equivalent_commands_do_the_same(self):
        verified = "Verify return code: 0 (ok)"
        for scenario, arguments, swaks, openssl in [
            ("all-good", [], "235 2.7.0", verified),
            ("all-good-implicit-tls", [], "235 2.7.0", verified),
            ("auth-535-app-password", [], "535-5.7.9", verified),
            ("rcpt-550-relay-denied", ["-q", "RCPT"], "550 5.7.54", verified),
            ("greeting-421-overloaded", [], "421 4.4.5", ""),
            ("tls-wrong-host", [], "220 2.0.0 Ready", "IP address mismatch"),
            ("tls-expired", [], r"certificate (verify failed|verification failed)", "certificate has expired"),
        ]:
            with self.subTest(scenario=scenario):
                printed = self.run_commands(scenario, *arguments)
                if shutil.which("swaks"):
                    self.assertRegex(printed[0], swaks)
                self.assertIn(openssl, printed[1])

    def test_equivalent_commands_do_not_log_in_where_the_walk_did_not(self):
        given = ["--auth-password-file", self.write("password", b"practice\n")]
        for scenario, arguments in [("tls-wrong-host", given), ("tls-self-signed", given), ("tls-not-offered", given),
                                    ("greeting-421-overloaded", given), ("rcpt-550-relay-denied", ["--no-auth", "-q", "RCPT"])]:
            with self.subTest(scenario=scenario), PracticeServer(scenario) as server:
                report = run("check", USER, *server.arguments(), *arguments).stdout.decode()
                self.assertIn("  swaks ", report)
                self.assertNotIn("--auth", report)


class Ticket(Case):
    def test_saved_report_says_what_a_ticket_needs(self):
        path = self.record(stdin=f"{CANARY}\n1\nstill wrong\nq\n")
        text = run("replay", path).stdout.decode()
        head = text[:text.index("The reply that decided it")]
        for words in ["Result: FAILED at AUTH", "The server refused the log-in.", "Next: Type the password again.",
                      "Who can fix it: you.", "What was set", "IP address      127.0.0.1", USER, "TLSv1.3"]:
            self.assertIn(words, head)
        self.assertRegex(text, r"What was tried\n  1\. 20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ 127\.0\.0\.1, port ")
        markdown = run("replay", path, "--format", "markdown").stdout.decode()
        self.assertIn("**Next: Type the password again. Who can fix it: you.**", markdown)
        self.assertIn("| IP address | `127.0.0.1` |", markdown)
        report = json.loads(run("replay", path, "--format", "json").stdout)
        self.assertEqual(report["next"], {"action": "password", "label": "Type the password again", "who": "you"})
        self.assertEqual(len(report["attempts"]), 2)
        self.assertIn('failed at AUTH. "535 5.7.8', report["attempts"][0]["result"])
        self.assertEqual([line.split()[0] for line in report["commands"]], ["swaks", "openssl"])


class Screen(Case):
    def test_two_recordings_open_side_by_side_at_the_line_that_differs(self):
        path = self.record()
        session = self.terminal("replay", path + "#1", path, environment={"LINES": "24", "COLUMNS": "80"})
        session.expect(b"Two recordings side by side")
        session.expect(b"Then A: 535 5.7.8; B: 235 2.7.0.")
        session.expect(b"Difference 1 of 1")
        session.send(b"q")
        session.expect(b"It works")
        session.send(b"\x03")
        self.assertIn(session.finish(), [0, 130])

    def test_a_terminal_shows_text_where_text_is_asked_for(self):
        path = self.record()
        for arguments in [["--plain"], ["--format", "text"]]:
            session = self.terminal("replay", path + "#1", path, *arguments)
            session.expect(b"The first difference, line ")
            self.assertEqual(session.finish(), 0)
            self.assertNotIn(b"\x1b[?1049h", session.bytes)

    def test_panels_open_offline_and_nothing_is_sent_again(self):
        session = self.terminal("replay", self.record() + "#1", environment={"LINES": "24", "COLUMNS": "80"})
        session.expect(b"5.7.8")
        session.expect(b"What you can do")
        session.send(b"1")
        session.expect(b"nothing is sent again")
        session.send(b"\x03")
        self.assertIn(session.finish(), [0, 130])


class Strangers(Case):
    HEADER = b'{"mailmedic":"recording","format":1,"version":"1"}\n'
    RUN = b'{"run":1,"account":{"host":"h","port":1}}\n'

    def refuse(self, content):
        finished = run("replay", self.write("strange", content))
        self.assert_sentence(finished)
        return finished.stderr.decode()

    def test_files_that_are_no_recordings_are_refused_with_their_line(self):
        for content in [b"", b"\n", b"x", b"{}", b"[]\n", b"null\n", b'{"mailmedic":"recording"}\n', b"\xff\xfe\n",
                        b'{"mailmedic":"recording","format":"1"}\n', b"[" * 100000, self.HEADER]:
            self.assertIn("recording", self.refuse(content))
        self.assertIn("newer", self.refuse(b'{"mailmedic":"recording","format":2}\n'))
        self.assertIn(":2:", self.refuse(self.HEADER + b'{"event":"line","text":"x"}\n'))
        self.assertIn(":3:", self.refuse(self.HEADER + self.RUN + b"what\n"))
        for event in [b'{"event":"line"}', b'{"event":"nonsense"}', b'{"event":7}', b"{}", b'{"event":"reply"}',
                      b'{"event":"tls"}', b'{"event":"verdict"}', b'{"event":"capabilities","lines":[]}',
                      b'{"event":"reply","lines":[7]}', b'{"event":"finished","verdict":[]}']:
            self.assertIn(":3:", self.refuse(self.HEADER + self.RUN + event + b"\n"))
        self.assert_sentence(run("replay", self.path("missing")))
        self.assert_sentence(run("replay", self.folder.name))

    def test_nothing_in_a_recording_acts_on_the_terminal(self):
        evil = "\\u001b]52;c;eA==\\u0007\\u202e\\u009b2J"
        events = [f'{{"event":"line","from":"server","text":"{evil}"}}', f'{{"event":"note","text":"{evil}"}}',
                  f'{{"event":"reply","stage":"auth","lines":["535 {evil}"]}}',
                  f'{{"event":"tls","facts":{{"complete":true,"version":"{evil}","chain":[{{"subject":"{evil}"}}]}}}}',
                  f'{{"event":"verdict","lines":["535 {evil}"],"verdict":{{"stage":"auth","detail":"{evil}"}}}}']
        run_line = f'{{"run":1,"account":{{"host":"{evil}\'; touch x #","user":"{evil}","port":-5,"tls":"no"}}}}'
        path = self.write("evil", self.HEADER + "\n".join([run_line, *events, ""]).encode())
        for arguments in [[], ["--format", "markdown"], ["--format", "json"], [path]]:
            finished = run("replay", path, *arguments)
            self.assertEqual(finished.returncode, 0, finished.stderr)
            text = finished.stdout.decode()
            self.assertFalse({c for c in text if (ord(c) < 32 and c != "\n") or c in "\x7f\x9b\u202e"})
            for line in text.splitlines():
                if line.strip().startswith(("swaks", "openssl")):
                    self.assertNotIn("touch", shlex.split(line))

    def test_a_verdict_quotes_the_reply_in_part_and_the_transcript_has_all_of_it(self):
        word = "W" * 3000
        said = ["535-5.7.8 " + word] * 29 + ["535 5.7.8 " + word]
        events = [*({"event": "line", "from": "server", "stage": "auth", "text": line} for line in said),
                  {"event": "reply", "stage": "auth", "lines": said},
                  {"event": "verdict", "lines": said, "verdict": {"stage": "auth", "outcome": "failed", "exit": 28}}]
        path = self.write("long", self.HEADER + self.RUN + "".join(json.dumps(event) + "\n" for event in events).encode())
        for arguments in (["--format", "text"], ["--format", "markdown"], ["--format", "json"]):
            text = run("replay", path, *arguments).stdout.decode()
            self.assertEqual(len(re.findall("W{3000}", text)), len(said), "the transcript")
            quoted = re.findall("W{9,}", text.replace(word, ""))
            self.assertEqual([len(words) for words in quoted], [230] * 12, arguments)
        lines = json.loads(text)["verdict"]["reply"]["lines"]
        self.assertEqual(json.loads(text)["verdict"]["reply"]["more_lines"], 21 - 12, "of the 64 kB that are kept")
        self.assertTrue(all(line.endswith("W...") for line in lines), lines)
        spoken = run("replay", path, "--plain", stdin=b"1\nq\n").stdout.decode()
        self.assertEqual({len(words) for words in re.findall("W{9,}", spoken)}, {230}, spoken)

    def test_huge_numbers_and_lists_are_capped(self):
        names = ",".join(['"n"'] * 5000)
        chain = ",".join(['{"names":[%s]}' % names] * 30)
        events = ['{"event":"tls","ms":99999999999999999,"facts":{"complete":true,"chain":[%s]}}' % chain,
                  '{"event":"stage-ended","stage":"tls","outcome":"passed","duration":-9}',
                  '{"event":"reply","lines":[%s]}' % ",".join(['"250-x"'] * 5000),
                  '{"event":"finished","verdict":{"exit":99999,"stage":"nowhere"}}']
        path = self.write("huge", self.HEADER + self.RUN + "\n".join([*events, ""]).encode())
        document = json.loads(run("replay", path, "--format", "json").stdout)
        self.assertLessEqual(len(document["tls"]["chain"]), 10)
        self.assertLessEqual(document["verdict"]["exit"], 255)
