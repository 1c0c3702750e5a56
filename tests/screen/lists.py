# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists and forms: what is selected is told without colour, `/` finds in each list, nothing is cut or glued together."""
import re
import subprocess

from program import PROGRAM, PracticeServer, environment
from terminal_driver import Terminal

POINTER = "▸"


def refused(*arguments, scenario="auth-535-wrong-password", **settings):
    """A screen with a log-in refused and explained."""
    screen = Terminal("practice", scenario, *arguments, **settings)
    screen.wait("Password", "F3 Show")
    screen.type("wrong")
    screen.keys("Enter")
    screen.wait("What you can do")
    return screen


def selected(picture):
    """What the rows with a pointer say."""
    return [found.strip() for found in re.findall(POINTER + r" *([^│\n]*)", picture)]


def find(screen, words):
    screen.keys("/")
    screen.wait("Find:")
    screen.type(words)
    return screen.wait(words, " of ")


def test_one_row_of_each_list_has_the_pointer():
    with refused() as screen:
        assert selected(screen.text()) == ["Type the password again"]
        screen.keys("Down")
        assert selected(screen.text()) == ["Change the user name"]
        screen.keys("s")
        assert selected(screen.wait("Save the report as"))[-1].startswith("Markdown")
        screen.keys("Escape", "C-p")
        assert selected(screen.wait("Find an action"))[-1].startswith("Enter")
        screen.keys("Escape", "F2")
        assert len(selected(screen.wait("Help topics"))) == 1
    with Terminal("practice") as screen:
        assert len(selected(screen.wait("Or practise"))) == 1


def test_the_pointer_stands_where_nothing_has_a_colour():
    with refused(environment={"NO_COLOR": "1", "LC_ALL": "C"}) as screen:
        assert re.search(r"1  > Type the password again", screen.text())
        assert not re.search(r"2  > ", screen.text())


def test_nothing_is_cut_on_the_start_screen():
    with Terminal("practice") as screen:
        seen = set()
        for _ in range(40):
            lesson = screen.text().split("─" * 70)[-1]
            assert "…" not in screen.text() and "▼" not in lesson, screen.text()
            seen.add(lesson)
            screen.keys("Down")
        assert len(seen) > 25, len(seen)


def test_find_among_the_fixes_and_then_in_the_text():
    with refused() as screen:
        assert selected(find(screen, "settings")) == ["Change the settings"]
        screen.keys("Escape")
        screen.gone("Find:")
        assert selected(screen.text()) == ["Type the password again"]
        assert selected(find(screen, "belong")) == []  # the text has the focus


def test_find_among_the_report_forms():
    with refused() as screen:
        screen.keys("s")
        screen.wait("Save the report as", "/ Find")
        assert selected(find(screen, "printing"))[-1].startswith("Text")
        screen.keys("Enter", "Enter")
        screen.wait("Saved as", ".txt")


def test_find_in_a_picker():
    with refused(scenario="auth-504-mechanism") as screen:
        screen.keys(screen.wait_for_fix("Choose among"))
        screen.wait("Log-in methods of the server")
        assert selected(find(screen, "LOGI"))[-1].startswith("LOGIN")
        screen.keys("Enter", "Enter")
        picture = screen.wait("Change this and walk again?")
        assert "Log-in methods of the server" not in picture  # one frame, not two on each other


def test_find_among_the_steps_and_then_in_the_transcript():
    with refused() as screen:
        screen.keys("Escape")
        screen.wait("Transcript")
        assert "Greeting" in selected(find(screen, "Greet"))[0]
        screen.keys("Escape")
        find(screen, "5.7.8")
        screen.keys("Enter")
        assert "Filter" in screen.text()  # the transcript has the focus


def test_find_among_the_settings_found():
    with Terminal() as screen:
        screen.type("kim@nowhere.invalid")
        screen.keys("Enter")
        screen.wait("Settings for this address", "Type the server yourself")
        assert selected(find(screen, "yourself")) == ["Type the server yourself"]


def test_keys_and_their_help_stand_apart():
    with refused() as screen:
        screen.keys("F1")
        screen.wait("Help: what is possible here")
        seen = ""
        for _ in range(3):
            seen += screen.text()
            screen.keys("Space")
        assert re.search(r"│ PgDn, Space, Ctrl-F, Ctrl-D +│\n│ +One page down +│", seen), seen


def test_challenge_of_cram_md5_is_not_cut():
    with PracticeServer("all-good") as server, Terminal("student@practice.test", "-s", server.endpoint, "--tls-ca-path", server.ca,
                                                        "--auth", "CRAM-MD5", columns=120, rows=40) as screen:
        screen.wait("Settings for the walk")
        screen.keys("Enter")
        screen.wait("F3 Show")
        screen.type("wrong")
        screen.keys("Enter")
        screen.wait("What you can do")
        screen.keys("u")
        picture = screen.wait("Log-in exchange")
        assert "the challenge: a text made for this log-in" in picture, picture


def test_values_of_the_form_are_whole():
    name = "a.very.long.user.name.that.takes@organisation.example.com"
    host = "a-very-long-server-name.department.example.com"
    with Terminal("joe@organisation.example.com", "-s", f"{host}:587", "--auth-user", name) as screen:
        picture = screen.wait("Settings for the walk", name)
        assert "Certificate file  none" in picture
        screen.keys("Tab")
        screen.wait(host, name)


def test_bar_of_encrypted_lines_goes_on_in_wrapped_ones():
    with PracticeServer("all-good") as server, Terminal("student@practice.test", "-s", server.endpoint, "--tls-ca-path", server.ca,
                                                        "--auth", "CRAM-MD5") as screen:
        screen.wait("Settings for the walk")
        screen.keys("Enter")
        screen.wait("F3 Show")
        screen.type("practice")
        screen.keys("Enter")
        screen.wait("It works")
        screen.keys("Escape")
        screen.resize(60, 24)
        rows = screen.wait("Transcript", "334").split("\n")
        at = next(i for i, row in enumerate(rows) if "← 334" in row)
        assert "┃" in rows[at] and "┃" in rows[at + 1] and "→" not in rows[at + 1], rows


def test_no_marks_of_markdown_are_shown():
    told = subprocess.run([PROGRAM, "explain", "550 5.1.1 no such user"], env=environment(), capture_output=True, text=True, check=False)
    assert "before the @" in told.stdout and "`" not in told.stdout
    told = subprocess.run([PROGRAM, "practice", "auth-535-wrong-password", "--plain"], env=environment(), input="q\n", capture_output=True,
                          text=True, check=False)
    assert "To learn: " in told.stdout and "`" not in told.stdout, told.stdout
    with Terminal() as screen:
        screen.keys("F3")
        screen.type("550 5.1.1 no such user")
        screen.keys("Enter")
        screen.wait("What you can do")
        assert "`" not in screen.text()
