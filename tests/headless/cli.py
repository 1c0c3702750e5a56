# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line: what is refused and how, help, and the pages that must keep up with the options."""

import os
import re
import subprocess
import unittest

import cli_case
from program import PROGRAM, environment, run

SOURCE = os.path.join(os.path.dirname(__file__), "..", "..")
ADDRESS = "jane@example.test"
CLOSED = ["-s", "127.0.0.1:1"]  # nothing listens on port 1


class BadInput(cli_case.Case):
    def refuse(self, *arguments, **keywords):
        with self.subTest(arguments=arguments):
            finished = run(*arguments, **keywords)
            self.assert_sentence(finished)
            return finished.stderr.decode()

    def test_a_log_in_is_wanted_or_not(self):
        self.refuse("check", ADDRESS, "--no-auth", "--auth-user", "jane")
        self.refuse("check", ADDRESS, "--no-auth", "--auth", "PLAIN")

    def test_words_that_mean_nothing_are_refused(self):
        self.refuse("frobnicate")
        self.refuse("check", "frobnicate")
        self.refuse("check", ADDRESS, "another")
        self.refuse("practice", "no-such-scenario")
        self.refuse("practice", "all-good", "another")
        self.refuse("serve")
        self.refuse("serve", "no-such-scenario")
        self.refuse("serve", "/no/such/scenario.yaml")
        self.refuse("practice", "./no-such-scenario.yaml")
        self.refuse("replay")
        self.refuse("check")

    def test_unknown_and_abbreviated_options_are_refused(self):
        for option in ["--nonsense", "--nonsense=x", "-x", "--serv", "--auth-pass", "--form=json", "-Z"]:
            self.refuse("check", ADDRESS, option)
        self.refuse("check", ADDRESS, "--step=yes")
        self.refuse("check", ADDRESS, "--server")
        self.refuse("check", ADDRESS, "-s")

    def test_unusable_addresses_are_refused(self):
        for address in ["", "@", "jane@", "@example.test", "a@b@c", "a b@example.test", "jane@exa mple.test",
                        "jane@example.test\r\nRCPT TO:<x@y.test>", "jane@example.test\n", "<jane@example.test>",
                        "jane@\x1b[31m.test", "jane@-x.test"]:
            self.refuse("check", address)
            self.refuse("check", ADDRESS, "--from", address, *CLOSED)
            self.refuse("check", ADDRESS, "--to", address, *CLOSED)

    def test_unusable_servers_and_ports_are_refused(self):
        for server in ["", " ", "a b", "host:0", "host:65536", "host:abc", "host:", ":25", "[::1", "[::1]:0", "a..b",
                       "host\r\n", "smtp://host", "jane@example.test", "300.1.1.1"]:
            self.refuse("check", ADDRESS, "--server", server)
        for port in ["", "0", "65536", "-1", "abc", "25 ", "0x19", "99999999999999999999"]:
            self.refuse("check", ADDRESS, "--port", port)

    def test_values_outside_their_choice_are_refused(self):
        for arguments in [["--tls", "ssl"], ["--format", "xml"], ["-q", "LATER"], ["-q", "DATA"], ["-q", ""],
                          ["--timeout", "0"], ["--timeout", "-1"], ["--timeout", "soon"], ["--timeout", "3601"],
                          ["--auth", "PLA IN"], ["--auth", ""], ["--ehlo", ""], ["--ehlo", "a b"], ["--lang", "../../x"],
                          ["--tls-sni", "a\nb"], ["--auth-user", ""], ["-4", "-6"], ["--auth-user", "x\r\nRSET"],
                          ["--send", "-q", "AUTH"], ["--auth-user", b"\xff\xfe"]]:
            self.refuse("check", ADDRESS, *CLOSED, *arguments)

    def test_options_of_another_command_are_refused(self):
        self.refuse("check", ADDRESS, "--listen", "127.0.0.1:0")
        self.refuse("check", ADDRESS, "--jsonl")
        self.refuse("explain", "421 x", "--send")
        self.refuse("serve", "all-good", "--format", "json")
        for listen in ["", "nonsense", "0.0.0.0:0", "127.0.0.1:65536"]:
            self.refuse("serve", "all-good", "--listen", listen)
        self.refuse("explain", "--lint", "/no/such/folder")
        self.refuse("practice", "--server", "host")
        self.refuse("explain", "--jsonl", "421 x")
        self.refuse("explain", "--stage", "nowhere", "421 x")

    def test_unreadable_files_are_refused(self):
        missing = os.path.join(self.folder.name, "missing")
        self.refuse("check", ADDRESS, *CLOSED, "--tls-ca-path", missing)
        self.refuse("check", ADDRESS, *CLOSED, "--tls-ca-path", "")
        self.refuse("check", ADDRESS, *CLOSED, "--auth-password-file", missing)
        self.refuse("check", ADDRESS, *CLOSED, "--auth-password-file", self.folder.name)
        for content in [b"", b"\n", b"\r\n", b"two\nlines\n", b"a\rb", b"nul\0byte\n", b"x" * 20000]:
            path = self.write("password", content)
            text = self.refuse("check", ADDRESS, *CLOSED, "--auth-password-file", path)
            self.assertNotIn("two", text)
            self.refuse("check", ADDRESS, *CLOSED, "--auth-password-file", "-", stdin=content)

    def test_certificates_that_are_none_are_refused(self):
        path = self.write("ca.pem", b"this is no certificate\n")
        self.refuse("check", ADDRESS, *CLOSED, "-q", "TLS", "--tls-ca-path", path)

    def test_password_on_the_command_line_is_refused_and_not_repeated(self):
        for arguments in [["--auth-password", "tiger7"], ["--auth-password=tiger7"], ["-ap", "tiger7"],
                          ["--password=tiger7"], ["--auth-passw=tiger7"], ["--auth-password-fil=tiger7"]]:
            self.assertNotIn("tiger7", self.refuse("check", ADDRESS, *arguments))

    def test_log_in_without_a_user_name_is_refused(self):
        self.refuse("check", *CLOSED)
        self.refuse("check", *CLOSED, "--auth-user", "jane", "--send")

    def test_screen_without_a_terminal_is_refused(self):
        self.refuse(ADDRESS)
        self.refuse("practice", "all-good")
        self.refuse("practice", environment={"TERM": "dumb"})


class GoodInput(cli_case.Case):
    def reach(self, *arguments, **keywords):
        """The command line is fine: the run gets as far as the closed port."""
        with self.subTest(arguments=arguments):
            finished = run("check", *arguments, **keywords)
            self.assertEqual(finished.returncode, 2, finished.stderr.decode())
            self.assertEqual(finished.stderr, b"")
            return finished.stdout.decode()

    def test_spellings_of_swaks_are_understood(self):
        file = self.write("password", b"secret\n")
        rest = ["--auth-password-file", file]
        self.reach("-s", "127.0.0.1", "-p", "1", "-au", "jane", *rest)
        self.reach("-s127.0.0.1:1", "-au=jane", *rest)
        self.reach("--server=127.0.0.1:1", "--auth-user=jane", "-a", "login", *rest)
        self.reach("--server", "127.0.0.1", "--port=1", "--auth-user", "jane", "-aPLAIN", "-4", *rest)
        self.reach("-q", "banner", *CLOSED)
        self.reach("--quit-after=HELO", *CLOSED, "-tlsc")
        self.reach(ADDRESS, *CLOSED, *rest, "--helo", "pc.example.test", "-f", ADDRESS, "-t", ADDRESS)

    def test_options_may_stand_anywhere(self):
        self.reach(ADDRESS, "-q", "EHLO", *CLOSED, environment={"POSIXLY_CORRECT": "1"})
        finished = run(*CLOSED, "-q", "EHLO", "check", "--", ADDRESS)
        self.assertEqual(finished.returncode, 2)

    def test_password_may_come_from_standard_input(self):
        self.reach(ADDRESS, *CLOSED, "--auth-password-file", "-", stdin=b"pa ss%\xc3\xa9\r\n")

    def test_addresses_in_every_script_are_accepted(self):
        for address in ["j\u00fcrgen@b\u00fccher.test", "\"a b\"@example.test", "jane@[192.0.2.1]"]:
            self.reach(address, *CLOSED, "-q", "TLS")

    def test_ipv6_servers_are_accepted(self):
        for server in ["[::1]:1", "::1"]:
            self.reach("-s", server, "-p", "1", "-q", "EHLO")


class Pages(unittest.TestCase):
    def options(self):
        text = run("--help").stdout.decode()
        return sorted(set(re.findall(r"(--[a-z][a-z0-9-]+)", text))), text

    def test_help_is_the_same_by_every_name(self):
        self.assertEqual(run("--help").stdout, run("help").stdout)
        self.assertEqual(run("-h").stdout, run("check", "--help").stdout)
        self.assertEqual(run("--help").returncode, 0)
        for line in self.options()[1].splitlines():
            self.assertLessEqual(len(line), 96, line)

    def test_version_is_one_line(self):
        finished = run("--version")
        self.assertRegex(finished.stdout.decode(), r"^mailmedic \d+\.\d+\.\d+\n$")

    def test_every_option_is_in_the_manual_page(self):
        with open(os.path.join(SOURCE, "data", "mailmedic.1"), encoding="utf-8") as file:
            page = file.read().replace("\\-", "-")
        for option in self.options()[0]:
            self.assertIn(option, page)

    def test_manual_page_promises_no_other_option(self):
        with open(os.path.join(SOURCE, "data", "mailmedic.1"), encoding="utf-8") as file:
            page = file.read().replace("\\-", "-")
        for option in set(re.findall(r"^\.(?:B|BR|BI|IP|OP)?.*?(--[a-z][a-z0-9-]+)", page, re.M)):
            self.assertIn(option, self.options()[0])

    def test_every_option_is_in_the_completions(self):
        for name in ["mailmedic.bash", "_mailmedic", "mailmedic.fish"]:
            with open(os.path.join(SOURCE, "data", "completions", name), encoding="utf-8") as file:
                text = file.read()
            for option in self.options()[0]:
                self.assertIn(option if name != "mailmedic.fish" else "-l " + option[2:], text, name)

    def test_shell_takes_the_bash_completion(self):
        path = os.path.join(SOURCE, "data", "completions", "mailmedic.bash")
        subprocess.run(["bash", "-n", path], check=True)


class Output(unittest.TestCase):
    def test_full_disk_is_told(self):
        for arguments in [["--help"], ["explain", "421 4.7.0 busy"], ["check", *CLOSED, "-q", "EHLO"],
                          ["practice", "--list"]]:
            with self.subTest(arguments=arguments), open("/dev/full", "wb") as full:
                finished = subprocess.run([PROGRAM, *arguments], stdout=full, stderr=subprocess.PIPE,
                                          env=environment(), stdin=subprocess.DEVNULL)
                self.assertEqual(finished.returncode, 70)
                self.assertEqual(finished.stderr.decode().count("\n"), 1)

    def test_reader_that_went_away_is_told(self):
        reading, writing = os.pipe()
        os.close(reading)
        finished = subprocess.run([PROGRAM, "check", *CLOSED, "-q", "EHLO"], stdout=writing,
                                  stderr=subprocess.PIPE, env=environment(), stdin=subprocess.DEVNULL)
        os.close(writing)
        self.assertEqual(finished.returncode, 70)
        self.assertIn(b"cannot be written", finished.stderr)
