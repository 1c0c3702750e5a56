# SPDX-License-Identifier: GPL-3.0-or-later
"""The log-in helper hangs, dies or babbles: a fact with a deadline, never a walk that waits for ever; and it can be given up."""
import json
import os
import signal
import subprocess
import time

import pytest
from program import PATIENCE, PROGRAM, PracticeServer, USER, environment
from terminal_driver import Terminal

ROGUE = os.environ["ROGUE_SASL"]  # misbehaves as the user name says
AT_ONCE = 1  # seconds; a busy machine is slow by itself, and 20 are the helper's deadline


def words(server, how):
    return [PROGRAM, *server.check("-au", how)]


@pytest.mark.parametrize("how, problem", [("hangs", "sasl-hung"), ("abort", "sasl-crashed"), ("exit-3", "sasl-crashed"),
                                          ("garbage", "sasl-crashed"), ("fields", "sasl-crashed")])
def test_a_helper_that_misbehaves_is_a_fact(how, problem):
    with PracticeServer("all-good") as server:
        run = subprocess.run([*words(server, how), "--format", "json"], env=environment(MAILMEDIC_SASL=ROGUE, MAILMEDIC_CLOCK_SCALE="20"), capture_output=True,
                             timeout=PATIENCE)
        told = json.loads(run.stdout)
        assert run.returncode == 70 and told["verdict"]["problem"] == problem, told["verdict"]
        assert [cause["id"] for cause in told["diagnoses"]] == ["engine-trouble"], told["diagnoses"]
        assert not [entry for entry in told["transcript"] if entry["line"].startswith("AUTH ")], "nothing was sent"


def test_ctrl_c_does_not_wait_for_a_helper_that_hangs():
    with PracticeServer("all-good") as server:
        process = subprocess.Popen([*words(server, "hangs"), "--format", "text"], env=environment(MAILMEDIC_SASL=ROGUE), stdout=subprocess.PIPE)
        while b"AUTH PLAIN" not in process.stdout.readline():
            pass  # what comes after it is the log-in
        begun = time.monotonic()
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=PATIENCE)[0]
        assert process.returncode == 130, said
        assert time.monotonic() - begun < AT_ONCE


def test_esc_does_not_wait_for_a_helper_that_hangs():
    with PracticeServer("all-good") as server, Terminal(USER, *server.arguments(), "--auth", "PLAIN", "-au", "hangs",
                                                        environment={"MAILMEDIC_SASL": ROGUE}) as screen:
        screen.wait("Settings for the walk")
        screen.keys("Enter")
        screen.wait("Password")
        screen.type("any")
        screen.keys("Enter")
        screen.gone("Password")
        begun = time.monotonic()
        screen.keys("Escape")
        screen.wait("You stopped the run")
        assert time.monotonic() - begun < AT_ONCE
