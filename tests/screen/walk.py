# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole walks through the interface against real practice servers."""
import os
import re
import time

from fake_server import FakeServer, says
from program import SANITIZED
from terminal_driver import Terminal


def log_in(screen, password):
    screen.wait("Password", "F1 Help")
    screen.type(password)
    screen.keys("Enter")


def test_healthy_server_leads_to_the_summary():
    with Terminal("practice", "all-good") as screen:
        picture = screen.wait("Encrypted with TLS", "certificate verified")
        assert "student@practice.test" in picture and "127.0.0.1" in picture
        log_in(screen, "practice")
        screen.wait("It works", "Settings for the mail program", "Nothing: it worked at the first try.")


def test_practice_list_is_walked_by_keyboard():
    with Terminal("practice") as screen:
        screen.wait("Or practise with the built-in server", "To learn:")
        screen.keys("Enter")
        screen.wait("Password", "student@practice.test")
        screen.keys("Escape")
        screen.wait("What went wrong: AUTH", "No password was given.")
        screen.keys("q", "q")
        screen.wait("Or practise with the built-in server")
        screen.keys("q")
        assert screen.finish() == 0


def test_overload_is_waited_out_with_a_countdown():
    with Terminal("practice", "greeting-421-overloaded", environment={"MAILMEDIC_CLOCK_SCALE": "20"}) as screen:
        picture = screen.wait("What the server said", "421", "What you can do")
        fix = re.search(r"│ +(\d)  .*[Ww]ait", picture)
        assert fix, picture
        screen.keys(fix.group(1))
        screen.wait("Waiting before the next try", "left")
        screen.wait("Password", "Encrypted with")
        log_in(screen, "practice")
        screen.wait("It works", "run 2")


def test_countdown_can_be_stopped_and_cut_short():
    with Terminal("practice", "greeting-421-overloaded") as screen:
        picture = screen.wait("What you can do", "421")
        fix = re.search(r"│ +(\d)  .*[Ww]ait", picture).group(1)
        screen.keys(fix)
        screen.wait("left")
        screen.keys("Escape")
        screen.gone("Waiting before the next try")
        screen.wait("What you can do")
        screen.keys(fix)
        screen.wait("left")
        screen.keys("n")
        screen.wait("run 2")


def test_wrong_password_is_explained_and_the_right_one_works():
    with Terminal("practice", "auth-535-wrong-password") as screen:
        log_in(screen, "not the password")
        picture = screen.wait("What went wrong: AUTH", "535", "What you can do")
        assert "not the password" not in picture
        fix = re.search(r"│ +(\d)  .*password", picture).group(1)
        screen.keys(fix)
        log_in(screen, "practice")
        screen.wait("It works", "run 2")


def test_retry_is_shown_beside_the_attempt_before():
    with Terminal("practice", "auth-535-wrong-password") as screen:
        log_in(screen, "wrong one")
        picture = screen.wait("What you can do")
        assert "d Difference" not in picture, picture
        screen.keys("d")  # there is nothing to compare with yet
        screen.keys("1")
        screen.wait("run 2")
        log_in(screen, "practice")
        screen.wait("It works", "d Difference")
        screen.keys("d")
        screen.wait("This attempt beside the one before", "The same up to AUTH. Then A: 535 5.7.8; B: 235 2.7.0.",
                    "The settings are the same.", "attempt 1", "attempt 2, this one", "Difference 1 of 1")
        picture = screen.text().split("\n")
        row, column = screen.cursor()
        assert "535 5.7.8" in picture[row] and "235 2.7.0" in picture[row], (row, picture)
        screen.keys("Escape")
        screen.wait("It works")
        screen.keys("C-p")
        screen.type("one before")
        screen.wait("Compare this attempt with the one before")
        screen.keys("Enter")
        screen.wait("Difference 1 of 1")


def test_any_two_attempts_of_the_session_stand_side_by_side():
    with Terminal("practice", "auth-535-wrong-password") as screen:
        for run, password in enumerate(["first", "second", "third", "practice"], 1):
            log_in(screen, password)
            if run < 4:
                screen.wait("What you can do", f"run {run}")
                screen.keys("1")
                screen.wait(f"run {run + 1}")
        screen.wait("It works", "run 4")
        screen.keys("d")
        screen.wait("This attempt beside the one before", "attempt 3", "attempt 4, this one", "[ Other A")
        screen.keys("[")
        screen.wait("Two attempts side by side", "A  attempt 1", "B  attempt 4, this one", "Then A: 535 5.7.8; B: 235")
        screen.keys("]")
        picture = screen.wait("A  attempt 1", "B  attempt 2")
        assert "235" not in picture, picture
        screen.keys("[", "[")
        screen.wait("A  attempt 4, this one", "B  attempt 2", "Then A: 235 2.7.0; B: 535")
        screen.keys("[", "]", "]")
        screen.wait("A  attempt 1", "B  attempt 4, this one")


def test_two_attempts_have_no_other_to_choose():
    with Terminal("practice", "auth-535-wrong-password") as screen:
        log_in(screen, "first")
        screen.wait("What you can do")
        screen.keys("1")
        screen.wait("run 2")
        log_in(screen, "practice")
        screen.wait("It works")
        screen.keys("d")
        picture = screen.wait("Difference 1 of 1")
        assert "Other A" not in picture, picture


def test_app_password_is_asked_for_and_works():
    with Terminal("practice", "auth-535-app-password") as screen:
        log_in(screen, "practice")
        picture = screen.wait("What went wrong: AUTH", "What you can do")
        fix = re.search(r"│ +(\d)  .*app password", picture)
        assert fix, picture
        screen.keys(fix.group(1))
        screen.wait("An app password", "abcd efgh ijkl mnop")
        screen.keys("Enter")
        screen.wait("App password", "Encrypted with")
        screen.paste("abcd efgh ijkl mnop\n")
        time.sleep(0.3)
        assert "It works" not in screen.text(), "a pasted newline has submitted"
        screen.keys("Enter")
        screen.wait("It works", "run 2")


def test_wrong_host_stops_before_any_secret():
    with Terminal("practice", "tls-wrong-host") as screen:
        screen.wait("Stopped: a problem with the certificate", "Nothing secret has been sent")
        screen.keys("T")
        screen.wait("Stopped: a problem with the certificate")
        screen.keys("Enter")
        screen.wait("The server's certificate", "mail.elsewhere.test", "Valid until")
        screen.keys("T")
        screen.wait("Password", "NOT right")
        log_in(screen, "practice")
        screen.wait("It works", "its certificate is not right")


def test_refused_certificate_is_explained():
    with Terminal("practice", "tls-wrong-host") as screen:
        screen.wait("Stopped: a problem with the certificate")
        screen.keys("Escape")
        screen.wait("What went wrong: TLS", "What you can do")


def test_step_mode_sends_nothing_before_the_key():
    with FakeServer(says(b"220 counter.test ESMTP\r\n")) as server:
        with Terminal("joe@example.test", "-s", server.address, "--step") as screen:
            screen.wait("Settings for the walk", "[step]")
            screen.keys("Enter")
            screen.wait("Held: press Space", "TCP 127.0.0.1")
            assert not server.peers
            screen.keys("Space")
            screen.wait("Held: press Space", "EHLO introduces")
            time.sleep(0.5)
            assert server.received() == b"", server.received()
            screen.keys("Space")
            end = time.monotonic() + 5
            while not server.received().startswith(b"EHLO ") and time.monotonic() < end:
                time.sleep(0.02)
            assert server.received().startswith(b"EHLO "), server.received()


def test_escape_cancels_a_silent_server_within_a_tenth_of_a_second():
    with FakeServer(says()) as server:
        with Terminal("joe@example.test", "-s", server.address) as raw:
            raw.until(b"Settings for the walk")
            raw.send(b"\r")
            raw.until(b"waiting for")
            raw.read(0.5)
            raw.send(b"\x1b")
            took = raw.until("You stopped the run".encode())
            slack = 0.15 if SANITIZED else 0
            assert took < 0.1 + slack, f"{took * 1000:.0f} ms"


def test_waiting_says_for_what_and_until_when():
    with FakeServer(says()) as server:
        with Terminal("joe@example.test", "-s", server.address) as screen:
            screen.wait("Settings for the walk")
            screen.keys("Enter")
            screen.wait("waiting for", " s of 30 s", "Esc Cancel")
            screen.keys("Escape")
            screen.wait("You stopped the run")
            screen.gone("waiting for")


def test_administrator_text_is_saved_for_the_user_alone():
    with Terminal("practice", "greeting-554-blocked") as screen:
        picture = screen.wait("What you can do", "administrator")
        screen.keys(re.search(r"│ +(\d)  .*[Tt]ext.*administrator", picture).group(1))
        screen.wait("For the server's administrator", "554")
        screen.keys("s")
        screen.wait("Saved as")
        names = [name for name in os.listdir(screen.folder) if name.startswith("mailmedic-for-administrator")]
        assert len(names) == 1, names
        path = os.path.join(screen.folder, names[0])
        assert os.stat(path).st_mode & 0o777 == 0o600
        assert "554" in open(path, encoding="utf-8").read()
        screen.keys("y")
        screen.wait("Copied")


def test_compare_page_sets_421_beside_535():
    with Terminal("practice", "greeting-421-overloaded", columns=100, rows=40) as screen:
        screen.wait("What you can do")
        screen.keys("v")
        screen.wait("Side by side", "421", "535")
        screen.keys("q")
        screen.wait("What you can do")


def test_step_mode_walks_to_the_end_key_by_key():
    with Terminal("practice", "all-good", "--step") as screen:
        for _ in range(40):
            picture = screen.wait("F1 Help")
            if "It works" in picture:
                return
            if "Practice password" in picture:
                screen.type("practice")
                screen.keys("Enter")
                screen.gone("Practice password")
            elif "Held: press Space" in picture:
                screen.keys("Space")
            time.sleep(0.15)
        raise AssertionError(screen.text())


def test_form_says_where_each_value_comes_from():
    with Terminal("ann@unknown-domain.test", "-p", "2525") as screen:
        picture = screen.wait("Settings for the walk", "smtp.unknown-domain.test")
        assert "guessed" in picture and "typed" in picture, picture
        screen.keys("F1")
        screen.wait("Help: what is possible here", "Walk with these settings")
        screen.keys("q")
        screen.wait("Settings for the walk")


def test_question_mark_is_typed_in_a_field_and_help_elsewhere():
    with Terminal() as screen:
        screen.wait("Mail address")
        screen.type("?")
        screen.wait("Mail address  ?")
        screen.keys("Tab", "?")
        screen.wait("Help: what is possible here")


def test_wrong_address_is_told_beside_the_field():
    with Terminal() as screen:
        screen.wait("Mail address")
        screen.type("no address")
        screen.keys("Enter")
        screen.wait("no address")
        assert "Settings for the walk" not in screen.text()
