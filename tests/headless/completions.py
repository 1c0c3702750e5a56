# SPDX-License-Identifier: GPL-3.0-or-later
"""The shells, the manual page and --help name the same commands, options and values. Bash and fish are asked for real."""

import os
import pathlib
import re
import shutil
import subprocess
import unittest

import cli_case
from program import PROGRAM, environment, run

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DATA = os.path.join(ROOT, "data")


def usable_mechanisms():
    """Those that somebody computes, in the table's order."""
    with open(os.path.join(ROOT, "src", "smtp", "mechanism.h"), encoding="utf-8") as file:
        rows = re.findall(r'X\(\w+, "([A-Z0-9-]+)", \w+, (\w+),', file.read())
    return [name for name, worker in rows if worker != "NONE"]


VALUES = {
    "--tls": {"auto", "starttls", "implicit", "none"},
    "--format": {"text", "json", "markdown", "nagios", "prometheus"},
    "--lang": {"en", "zh_CN"},
    "--auth": set(usable_mechanisms()),
    "--quit-after": {"CONNECT", "BANNER", "EHLO", "TLS", "AUTH", "MAIL", "RCPT"},
    "--stage": {"greeting", "ehlo", "tls", "auth", "mail", "rcpt", "data", "idle"},
}


def read(*path):
    with open(os.path.join(ROOT, *path), encoding="utf-8") as file:
        return file.read()


def help_text():
    return run("--help").stdout.decode()


def long_options(text):
    return set(re.findall(r"(?<![\w-])--[a-z][a-z0-9-]+", text))


def help_options():
    return {option for line in help_text().split("\n") if re.match(r" +-", line) for option in long_options(line)}


def help_letters():
    return set(re.findall(r"^  (-\w), ", help_text(), re.M)) | {"-au"}


def help_commands():
    return set(re.findall(r"^  mailmedic ([a-z]+) [\[A-Z]", help_text(), re.M))


def scenarios():
    return {line.split("\t")[0] for line in run("practice", "--list").stdout.decode().splitlines()}


class Shell(cli_case.Case):
    def ask(self, line):
        raise NotImplementedError

    def check(self):
        self.assertEqual({word for word in self.ask("mailmedic ") if word}, help_commands() | {"help"})
        self.assertEqual({word for word in self.ask("mailmedic --") if word.startswith("--")}, help_options())
        for command in ("practice", "serve"):
            self.assertEqual(self.ask(f"mailmedic {command} "), scenarios())
        self.assertEqual(self.ask("mailmedic practice auth-535-a"), {"auth-535-app-password"})
        self.assertEqual(self.ask("mailmedic practice --step idle"), {"idle-421-timeout"})
        for option, values in VALUES.items():
            self.assertEqual(self.ask(f"mailmedic {option} "), values)
            self.assertEqual({word.split("=")[-1] for word in self.ask(f"mailmedic {option}=")}, values)
        self.write("some.rec", b"")
        for line in ("mailmedic replay so", "mailmedic --record so", "mailmedic check --auth-password-file so"):
            self.assertEqual({word.strip("./") for word in self.ask(line)}, {"some.rec"}, line)


@unittest.skipUnless(shutil.which("bash"), "no bash")
class Bash(Shell):
    def ask(self, line):
        words = re.findall(r"=|[^\s=]+", line) + ([""] if line.endswith(" ") else [])
        words[0] = PROGRAM
        script = f"""source {DATA}/completions/mailmedic.bash
cd {self.folder.name}
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _mailmedic mailmedic; printf '%s\\n' "${{COMPREPLY[@]}}\""""
        done = subprocess.run(["bash", "--norc", "-c", script, "bash", *words], capture_output=True, text=True,
                              env=environment(), timeout=30, check=True)
        self.assertEqual(done.stderr, "")
        return set(done.stdout.split())

    def test_offers_what_the_program_knows(self):
        self.check()
        self.assertEqual({word for word in self.ask("mailmedic -") if not word.startswith("--")}, help_letters())


@unittest.skipUnless(shutil.which("fish"), "no fish")
class Fish(Shell):
    def ask(self, line):
        bin_folder = os.path.dirname(PROGRAM)
        script = f"source {DATA}/completions/mailmedic.fish; cd {self.folder.name}; complete -C'{line}'"
        done = subprocess.run(["fish", "--no-config", "-c", script], capture_output=True, text=True, timeout=30, check=True,
                              env={**environment(), "PATH": f"{bin_folder}:{environment()['PATH']}",
                                   "HOME": self.folder.name})
        return {answer.split("\t")[0] for answer in done.stdout.splitlines()}

    def test_offers_what_the_program_knows(self):
        self.check()


class Written(unittest.TestCase):
    def test_zsh_has_every_option_and_value(self):
        text = read("data", "completions", "_mailmedic")
        self.assertEqual({option for option in long_options(text.split("_arguments", 1)[1])}, help_options())
        self.assertEqual(set(re.findall(r"^\t\t\t'([a-z]+):", text, re.M)), help_commands() | {"help"})
        for option, values in VALUES.items():
            line = next(line for line in text.split("\n") if f"{option}=" in line)
            self.assertEqual(set(re.search(r"\(([^()]*)\)' \\$", line).group(1).split()), values)
        for letter in help_letters():
            self.assertRegex(text, rf"(?<![\w-]){letter}[,)\s]")
        if shutil.which("zsh"):
            subprocess.run(["zsh", "-n", os.path.join(DATA, "completions", "_mailmedic")], check=True, timeout=30)

    def test_manual_has_every_option_command_and_value(self):
        text = read("data", "mailmedic.1").replace("\\-", "-")
        options = text.split(".SH OPTIONS", 1)[1].split(".SH ", 1)[0]
        told = {option for tag in re.findall(r"^\.TP\n(.*)$", options, re.M) for option in long_options(tag)}
        self.assertEqual(told, help_options())
        letters = {word for tag in re.findall(r"^\.TP\n(.*)$", options, re.M) for word in re.findall(r"(?<![\w-])-\w+", tag)}
        self.assertEqual(letters, help_letters())
        commands = text.split(".SH COMMANDS", 1)[1].split(".SH ", 1)[0]
        self.assertEqual(set(re.findall(r"^\.TP\n\.BI? ([a-z]+)", commands, re.M)), help_commands() | {"mailmedic", "help"})
        for option, values in VALUES.items():
            part = re.search(rf"^\.TP\n[^\n]*{option} [^\n]*\n(.*?)(?=^\.TP$)", options, re.M | re.S).group(1)
            for value in values:
                self.assertRegex(part, rf"(?<!\w){value}(?!\w)", option)

    def test_manual_has_an_example_of_each_command_that_the_program_takes(self):
        examples = read("data", "mailmedic.1").replace("\\-", "-").split(".SH EXAMPLES", 1)[1].split(".SH ", 1)[0]
        used = set(re.findall(r"mailmedic ([a-z]+)(?![\w.@])", examples))
        self.assertLessEqual(help_commands(), used)
        for option in long_options(examples):
            self.assertIn(option, help_options())

    def test_manual_names_every_action_and_setting(self):
        table = re.findall(r"^\tX\((\w+), FOCUS_", read("src", "ui", "keymap.h"), re.M)
        self.assertGreater(len(table), 60)
        manual = read("data", "mailmedic.1").replace("\\-", "-")
        settings = manual.split(".SH SETTINGS", 1)[1].split(".SH ", 1)[0]
        for action in table:
            self.assertRegex(settings, rf"(?<![\w-]){action.lower().replace('_', '-')}(?![\w-])")
        for setting in re.findall(r'^\t    \{"(\w+)", \w+, ', read("src", "config", "preferences.c"), re.M):
            self.assertRegex(settings, rf"\n\.BI? \"?{setting}", setting)

    def test_help_and_manual_list_the_mechanisms_that_can_be_used(self):
        names = usable_mechanisms()
        self.assertGreaterEqual(len(names), 3)
        self.assertIn("SASL mechanism, one of " + ", ".join(names) + " --", " ".join(help_text().split()))
        self.assertIn(f"The SASL mechanism: {', '.join(names[:-1])} or {names[-1]}.\n",
                      read("data", "mailmedic.1").replace("\\-", "-"))

    def test_manual_is_clean(self):
        if not shutil.which("man"):
            self.skipTest("no man")
        for page in pathlib.Path(DATA).glob("*.1"):
            done = subprocess.run(["man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", page],
                                  capture_output=True, text=True, env={**environment(), "MANWIDTH": "80"}, timeout=60,
                                  check=True)
            self.assertEqual(done.stderr, "")
