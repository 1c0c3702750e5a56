# SPDX-License-Identifier: GPL-3.0-or-later
"""Eight journeys from the first key to the end: the keys beside what is typed are counted, and docs/screens.md says the same."""
import os
import pathlib
import re

from program import PracticeServer
from terminal_driver import Terminal

TABLE = pathlib.Path(__file__).resolve().parents[2] / "docs" / "screens.md"
MOST = 4


class Traveller(Terminal):
    """Counts keys; what is typed is not counted."""

    def __init__(self, *arguments, **settings):
        self.count = 0
        super().__init__(*arguments, **settings)

    def press(self, *names):
        self.count += len(names)
        self.keys(*names)

    def log_in(self, password):
        self.wait("Password", "F3 Show")
        self.type(password)
        self.press("Enter")

    def fix(self, words):
        self.press(self.wait_for_fix(words))


def check(name, screen):
    row = re.search(rf"^\| {re.escape(name)} \| (\d+) \|", TABLE.read_text(encoding="utf-8"), re.M)
    assert row, f"docs/screens.md has no journey {name!r}"
    assert screen.count == int(row[1]) <= MOST, f"{name}: {screen.count} keys, docs/screens.md says {row[1]}"


def test_wrong_password_made_right():
    with Traveller("practice", "auth-535-wrong-password") as screen:
        screen.log_in("wrong")
        screen.fix("[Tt]ype the password")
        screen.log_in("practice")
        screen.wait("It works")
        check("wrong password made right", screen)


def test_app_password():
    with Traveller("practice", "auth-535-app-password") as screen:
        screen.log_in("practice")
        screen.fix("[Tt]ype an app password")
        screen.wait("An app password")
        screen.press("Enter")
        screen.wait("App password", "F3 Show")
        screen.paste("abcd efgh ijkl mnop")
        screen.press("Enter")
        screen.wait("It works")
        check("app password", screen)


def test_wrong_port():
    with PracticeServer("all-good") as server:
        with Traveller("joe@customer.test", "-s", "127.0.0.1:1", "--tls-ca-path", server.ca) as screen:
            screen.wait("Settings for the walk")
            screen.press("Enter")
            screen.fix("(?:Correct the server|Change the settings)")
            screen.wait("Settings for the walk")
            screen.press("C-u")
            screen.type(server.endpoint)
            screen.press("Enter")
            screen.wait("Password", "Encrypted with")
            check("wrong port", screen)


def test_wrong_tls_mode():
    with Traveller("practice", "tls-implicit-on-starttls-port") as screen:
        screen.fix("Encrypt from the start")
        screen.wait("Change this and walk again?")
        screen.press("Enter")
        screen.log_in("practice")
        screen.wait("It works")
        check("wrong TLS mode", screen)


def test_certificate_for_another_name():
    with Traveller("practice", "tls-wrong-host") as screen:
        screen.wait("Stopped: a problem with the certificate")
        screen.press("Enter")
        screen.wait("mail.elsewhere.test")
        screen.press("T")
        screen.log_in("practice")
        screen.wait("It works")
        check("certificate for another name", screen)


def test_421_waited_out():
    with Traveller("practice", "greeting-421-overloaded", environment={"MAILMEDIC_CLOCK_SCALE": "20"}) as screen:
        screen.fix("[Ww]ait")
        screen.log_in("practice")
        screen.wait("It works")
        check("421 waited out", screen)


def test_a_second_customer_after_the_first():
    with Traveller("practice", "auth-535-wrong-password") as screen:
        screen.wait("Password", "F3 Show")
        screen.keys("Escape")
        screen.wait("What you can do")
        screen.press("C-n")
        screen.wait("Your mail does not go out?")
        screen.type("kim@[127.0.0.1]")
        screen.press("Enter")
        screen.wait("Settings for the walk", "kim@[127.0.0.1]")
        screen.press("Enter")
        screen.wait("What went wrong: TCP", "kim@")
        check("a second customer after the first", screen)


def test_a_reply_told_on_the_phone():
    with Traveller() as screen:
        screen.press("F3")
        screen.wait("Explain a reply")
        screen.type("421 4.7.0 Too many connections from your host")
        screen.press("Enter")
        screen.wait("The reply explained", "What you can do")
        screen.press("s", "Enter")
        screen.wait("Saved as ")
        assert any(name.startswith("mailmedic-report") for name in os.listdir(screen.folder))
        check("a reply told on the phone, explained and saved as a report", screen)
