# SPDX-License-Identifier: GPL-3.0-or-later
"""check for monitoring programs: the line of a plug-in, Prometheus's metrics, times with fractions."""
import json
import os
import re
import shutil
import stat
import subprocess
import time
import unittest

import cli_case
from program import PracticeServer, USER, run

ADDRESS = "jane@example.test"
LINE = re.compile(r"^MAILMEDIC (OK|WARNING|CRITICAL|UNKNOWN) - ([^|\n]+) \|( [^|\n]+)\n")
STATES = ["OK", "WARNING", "CRITICAL", "UNKNOWN"]


class Checked(cli_case.Case):
    @classmethod
    def setUpClass(cls):
        cls.server = PracticeServer("auth-535-wrong-password")
        cls.addClassCleanup(cls.server.__exit__)

    def check(self, password, *arguments, server=None):
        path = self.write("password", password)
        return run("check", USER, *(server or self.server).arguments(), "--auth-password-file", path, *arguments)


class Nagios(Checked):
    def nagios(self, password, *arguments, **where):
        finished = self.check(password, "--format", "nagios", *arguments, **where)
        self.assertEqual(finished.stderr, b"")
        text = finished.stdout.decode()
        found = LINE.match(text)
        self.assertTrue(found, text)
        self.assertEqual(text.count("|"), 1, text)
        self.assertEqual(finished.returncode, STATES.index(found[1]))
        data = dict(part.split("=") for part in found[3].split())
        return found[1], found[2], data, text

    def test_what_works_is_ok_with_times_and_days(self):
        state, sentence, data, _ = self.nagios(b"practice\n")
        self.assertEqual((state, sentence), ("OK", "The server accepted the log-in."))
        self.assertEqual(set(data), {"time", "resolve", "connect", "greeting", "ehlo", "tls", "auth", "quit",
                                     "certificate_days"})
        seconds = [float(re.match(r"(\d+\.\d{6})s", data[name])[1]) for name in data if name != "certificate_days"]
        self.assertGreater(seconds[0], 0)
        self.assertAlmostEqual(seconds[0], sum(seconds[1:]), places=4)
        self.assertGreater(int(data["certificate_days"].split(";")[0]), 1)

    def test_what_fails_is_critical_with_reply_and_cause_in_the_line(self):
        state, sentence, _, text = self.nagios(b"wrong\n")
        self.assertEqual(state, "CRITICAL")
        self.assertIn("535 5.7.8", sentence)
        self.assertIn("Likely cause: The user name or the password is wrong", sentence)
        self.assertIn("\nNext: ", text)
        self.assertNotIn("wrong\n", text.replace("is wrong\n", ""))

    def test_limits_of_time_and_certificate(self):
        for arguments, state in [(["-w", "0.001"], "WARNING"), (["-w", "0.001", "-c", "0.002"], "CRITICAL"),
                                 (["-w", "60", "-c", "90"], "OK"), (["--cert-days", "3650"], "WARNING"),
                                 (["--cert-days", "3650,3649"], "CRITICAL"), (["--cert-days", "2,1"], "OK")]:
            with self.subTest(arguments=arguments):
                found, _, data, _ = self.nagios(b"practice\n", *arguments)
                self.assertEqual(found, state)
        self.assertEqual(data["certificate_days"].split(";")[1:], ["2:", "1:"])
        self.assertEqual(self.nagios(b"practice\n", "-w", "60", "-c", "90.5")[2]["time"].split(";")[1:],
                         ["60.000", "90.500", "0"])

    def test_each_fault_is_critical(self):
        for scenario in ["tls-expired", "greeting-421-overloaded", "drop-after-ehlo"]:
            with self.subTest(scenario=scenario), PracticeServer(scenario) as server:
                self.assertEqual(self.nagios(b"practice\n", server=server)[0], "CRITICAL")
        finished = run("check", ADDRESS, "-s", "127.0.0.1:1", "-q", "EHLO", "--format", "nagios")
        self.assertEqual(finished.returncode, 2)
        self.assertTrue(finished.stdout.startswith(b"MAILMEDIC CRITICAL - "), finished.stdout)

    def test_bar_of_the_server_begins_no_data(self):
        from fake_server import FakeServer, says
        with FakeServer(says(b"554 a|b=1 go away\r\n")) as server:
            finished = run("check", ADDRESS, "-s", server.address, "--tls", "none", "-q", "EHLO", "--format", "nagios")
        self.assertEqual(finished.stdout.count(b"|"), 1, finished.stdout)
        self.assertIn(b"a/b=1", finished.stdout)

    def test_mistakes_are_unknown(self):
        for arguments in [[], [ADDRESS, "--nonsense"], [ADDRESS, "--auth-password-file", "/no/such/file"],
                          [ADDRESS, "-w", "x"], [ADDRESS, "-s", "127.0.0.1:1"]]:
            for form in [["--format", "nagios"], ["--format=nagios"]]:
                with self.subTest(arguments=arguments):
                    finished = run("check", *arguments, *form)
                    self.assertEqual((finished.returncode, finished.stderr), (3, b""))
                    self.assertRegex(finished.stdout.decode(), r"^MAILMEDIC UNKNOWN - [^\n]+\.\n$")

    def test_limits_that_are_none_are_refused(self):
        for limits in [["-w", ""], ["-w", "0"], ["-c", "-1"], ["-w", "1.2345"], ["-w", "."], ["-w", "1."], ["-c", "9999"],
                       ["--cert-days", "x"], ["--cert-days", "1,"], ["--cert-days", ",1"], ["--cert-days", "1,2,3"],
                       ["--cert-days", "7,21"], ["-w", "5", "-c", "2"]]:
            with self.subTest(limits=limits):
                self.assertEqual(run("check", ADDRESS, "--format", "nagios", *limits).returncode, 3)
        self.assert_sentence(run("check", ADDRESS, "-w", "1"))
        self.assertEqual(run("explain", "421 x", "--format", "nagios").returncode, 3)
        self.assert_sentence(run("explain", "421 x", "--format", "prometheus"))


class Prometheus(Checked):
    def metrics(self, text):
        values = {}
        for line in text.splitlines():
            if not line.startswith("#"):
                name, value = line.rsplit(" ", 1)
                self.assertNotIn(name, values)
                values[name] = float(value)
        return values

    def write_metrics(self, password):
        path = os.path.join(self.folder.name, "mail.prom")
        finished = self.check(password, "--format", "prometheus", "--output", path)
        self.assertEqual((finished.stdout, finished.stderr), (b"", b""))
        with open(path, encoding="utf-8") as file:
            return finished.returncode, file.read(), path

    def test_file_says_what_failed_and_why(self):
        code, text, path = self.write_metrics(b"wrong\n")
        values = self.metrics(text)
        labels = f'account="{USER}",server="{self.server.endpoint}"'
        self.assertEqual(code, 28)
        self.assertEqual(values[f"mailmedic_up{{{labels}}}"], 0)
        self.assertEqual(values[f"mailmedic_exit_code{{{labels}}}"], 28)
        self.assertEqual(values[f'mailmedic_cause{{{labels},id="wrong-password"}}'], 1)
        self.assertGreater(values[f'mailmedic_stage_seconds{{{labels},stage="auth"}}'], 0)
        self.assertNotIn(f'mailmedic_stage_seconds{{{labels},stage="mail"}}', values)
        self.assertAlmostEqual(values[f"mailmedic_last_run_timestamp_seconds{{{labels}}}"], time.time(), delta=60)
        self.assertGreater(values[f"mailmedic_certificate_not_after_seconds{{{labels}}}"], time.time())
        self.assertEqual(stat.S_IMODE(os.stat(path).st_mode) & 0o044, 0o044 & ~self.umask())

    @staticmethod
    def umask():
        mask = os.umask(0)
        os.umask(mask)
        return mask

    def test_file_is_replaced_as_a_whole(self):
        path = self.write_metrics(b"wrong\n")[2]
        with open(path, encoding="utf-8") as before:
            code, text, _ = self.write_metrics(b"practice\n")
            self.assertIn("mailmedic_cause{", before.read())  # who had it open reads the old one to its end
        self.assertEqual(code, 0)
        self.assertNotIn("mailmedic_cause{", text)
        self.assertEqual(sorted(os.listdir(self.folder.name)), ["mail.prom", "password"])

    def test_promtool_accepts_it(self):
        promtool = shutil.which("promtool")
        if promtool is None:
            self.skipTest("promtool (package prometheus) is not installed")
        for password in [b"wrong\n", b"practice\n"]:
            subprocess.run([promtool, "check", "metrics"], input=self.write_metrics(password)[1].encode(), check=True,
                           stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def test_what_is_no_file_is_not_replaced(self):
        link = os.path.join(self.folder.name, "link")
        os.symlink("/dev/null", link)
        for path in [link, self.folder.name, os.path.join(self.folder.name, "no", "such"), "/dev/null"]:
            finished = self.check(b"practice\n", "--format", "prometheus", "--output", path)
            self.assertEqual(finished.returncode, 70)
            self.assertEqual(finished.stderr.count(b"\n"), 1)
        self.assertTrue(os.path.islink(link) and stat.S_ISCHR(os.stat("/dev/null").st_mode))

    def test_output_needs_a_format(self):
        for arguments in [[], ["--format", "text"]]:
            self.assert_sentence(run("check", ADDRESS, "--output", "/nonexistent", *arguments))
        self.assertEqual(run("check", ADDRESS, "--output", "/nonexistent", "--format", "nagios").returncode, 3)


class Times(Checked):
    def test_skipped_stages_have_none_and_others_have_fractions(self):
        report = json.loads(self.check(b"wrong\n", "--format", "json").stdout)
        times = {stage["stage"]: stage["ms"] for stage in report["stages"]}
        self.assertEqual([name for name, ms in times.items() if ms is None], ["mail", "rcpt", "data"])
        self.assertTrue(any(ms % 1 for ms in times.values() if ms), times)
        self.assertTrue(all(ms is None or round(ms, 3) == ms for ms in times.values()), times)
        self.assertEqual(round(report["addresses"][0]["ms"], 3), report["addresses"][0]["ms"])

    def test_recording_keeps_them(self):
        path = os.path.join(self.folder.name, "run.jsonl")
        report = json.loads(self.check(b"wrong\n", "--format", "json", "--record", path).stdout)
        replayed = json.loads(run("replay", path, "--format", "json").stdout)
        self.assertEqual(replayed["stages"], report["stages"])


if __name__ == "__main__":
    unittest.main()
