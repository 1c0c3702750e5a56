# SPDX-License-Identifier: GPL-3.0-or-later
"""What an organisation has written: its fixed line on each failure and report, and the mark that it is theirs."""
import json
import os
import shutil
import subprocess
import tempfile

from program import PROGRAM, PracticeServer, environment
from terminal_driver import Terminal

LINE = "From your organisation: Call 1234, Monday to Friday."


CAUSE = """---
title: Our gate is closed at night
summary: Between 22 and 6 o'clock our gate takes no mail.
who: administrator
rules:
  - confidence: high
    any: ["gate closed"]
fixes:
  - {label: Call the night shift, action: admin-text}
---

## What happened

It is night.
"""


class Organisation:
    """A folder with the help of an organisation."""

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="mailmedic-organisation-")
        basics = os.path.join(self.folder, "mailmedic", "help", "basics")
        os.makedirs(basics)
        with open(os.path.join(basics, "fixed-line.md"), "w", encoding="utf-8") as file:
            file.write("---\ntitle: The help desk\nsummary: Call 1234, Monday to Friday.\n---\n\nRoom 12.\n")
        causes = os.path.join(self.folder, "mailmedic", "help", "causes")
        os.makedirs(causes)
        with open(os.path.join(causes, "night.md"), "w", encoding="utf-8") as file:
            file.write(CAUSE)
        return {"XDG_DATA_HOME": self.folder}

    def __exit__(self, *_):
        shutil.rmtree(self.folder)


def run(*arguments, own, **settings):
    return subprocess.run([PROGRAM, *arguments], env=environment(**own), capture_output=True, text=True, check=False, **settings).stdout


def test_fixed_line_stands_on_a_failure_and_in_its_topic():
    with Organisation() as own, Terminal("practice", "greeting-554-blocked", environment=own) as screen:
        screen.wait("What you can do", LINE)
        screen.keys("F2")
        screen.type("help desk")
        screen.wait("The help desk")
        screen.keys("Enter")
        screen.wait("Written by your organisation", "Room 12.")
    with Terminal("practice", "greeting-554-blocked") as screen:
        assert "organisation" not in screen.wait("What you can do")


def test_fixed_line_stands_in_every_report():
    with Organisation() as own, PracticeServer("greeting-554-blocked") as server:
        for form in ("text", "markdown"):
            told = run("check", "-s", server.endpoint, "--no-auth", "--format", form, own=own)
            assert LINE in " ".join(told.split()), told
            told = run("explain", "535 5.7.8 no", "--format", form, own=own)
            assert LINE in " ".join(told.split()), told
        assert json.loads(run("check", "-s", server.endpoint, "--no-auth", "--format", "json", own=own))["organisation"] == LINE
        assert json.loads(run("explain", "535 5.7.8 no", "--format", "json", own=own))["organisation"] == LINE
        assert json.loads(run("explain", "535 5.7.8 no", "--format", "json", own={}))["organisation"] is None
        assert "\n" + LINE + "\n" in run("check", "-s", server.endpoint, "--no-auth", "--format", "nagios", own=own)
        told = run("practice", "greeting-554-blocked", "--plain", own=own, input="q\n")
        assert LINE in " ".join(told.split()), told


def test_causes_and_fixes_of_theirs_are_marked():
    reply = "451 4.3.0 gate closed"
    with Organisation() as own:
        told = json.loads(run("explain", reply, "--format", "json", own=own))["diagnoses"]
        assert [cause["own"] for cause in told if cause["id"] == "night"] == [True], told
        assert not any(cause["own"] for cause in told if cause["id"] != "night")
        for form in ("text", "markdown"):
            assert "Our gate is closed at night" in run("explain", reply, "--format", form, own=own)
            assert run("explain", reply, "--format", form, own=own).count("(your organisation)") == 1
        with Terminal(environment=own) as screen:
            screen.keys("F3")
            screen.paste(reply)
            screen.keys("Enter")
            picture = screen.wait("What you can do", "Our gate is closed at night")
            assert "Call the night shift  (your organisation)" in picture, picture
            assert picture.count("(your organisation)") <= 2, picture
