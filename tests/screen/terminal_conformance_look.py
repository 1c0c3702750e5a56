# SPDX-License-Identifier: GPL-3.0-or-later
"""The behaviours that are seen: layout, discovery, colours, text. By the picture, where it counts."""
import os
import re
import subprocess

from fake_server import FakeServer, says
from program import PROGRAM
from terminal_driver import Terminal, width


def explained(**how):
    """A screen with the explanation of a 535 on it."""
    screen = Terminal("practice", "auth-535-wrong-password", **how)
    screen.wait("Password", "F1 Help")
    screen.type("wrong one")
    screen.keys("Enter")
    screen.wait("What you can do")
    return screen


def is_whole(picture, rows=24, columns=80):
    """Every row fits, the hints stand in the last one, every box is closed."""
    lines = picture.split("\n")[:rows]
    assert max(width(line) for line in lines) <= columns, picture
    assert "F1 Help" in lines[-1], picture
    for left, right in ("╭╮", "╰╯"):
        assert picture.count(left) == picture.count(right), picture


def test_complete_at_80x24():
    """Complete at 80x24, nothing clipped"""
    with Terminal("practice") as screen:
        is_whole(screen.wait("Or practise", "To learn"))
        screen.keys("Enter")
        is_whole(screen.wait("Practice password"))
    with explained() as screen:
        is_whole(screen.text())
        for key in ("t", "c", "a", "v", "F1", "F2", "C-p"):
            before = screen.still()
            screen.keys(key)
            screen.gone(before)
            is_whole(screen.still())
            screen.keys("F10")
            screen.wait("What you can do", "535")


def test_resize_loses_nothing():
    """Resize to 40x12 and back loses nothing"""
    with explained() as screen:
        screen.keys("Down")
        before = screen.still()
        screen.resize(40, 12)
        screen.wait("too small")
        screen.resize(80, 24)
        screen.gone("too small")
        assert screen.still() == before, screen.text()


def test_too_small_says_so():
    """Too small: a message, other keys ignored"""
    with explained() as screen:
        before = screen.still()
        screen.resize(50, 10)
        screen.wait("too small", "60 x 16")
        screen.keys("q", "Enter", "1", "F10", "F2")
        screen.resize(80, 24)
        screen.gone("too small")
        assert screen.still() == before, screen.text()


def test_storm_of_sizes():
    """Survives a storm of sizes from 1x1 to 200x500"""
    with Terminal("practice", "all-good") as raw:
        raw.until(b"Password")
        for rows, columns in [(1, 1), (200, 500), (2, 500), (500, 2), (16, 60), (5, 5), (1, 500), (24, 80)] * 5:
            raw.resize(columns, rows)
            raw.read(0.01)
        raw.quiet()
        raw.send(b"\x0c")
        raw.until(b"Password")


def test_control_l_repaints():
    """Ctrl-L repaints"""
    with Terminal("practice") as raw:
        raw.until(b"practise")
        raw.quiet()
        raw.bytes = b""
        raw.send(b"\x0c")
        raw.until(b"Help")
        assert b"mailmedic" in raw.bytes


def test_hints_follow_the_focus():
    """The hint bar follows the focus"""
    with Terminal() as screen:
        screen.wait("Enter Go on")
        screen.keys("Tab")
        screen.wait("Enter Practise")
        screen.keys("Tab")
        screen.wait("Enter Go on")


def test_help_opens_and_question_mark_types():
    """F1 and ? open help; ? stays literal in text fields"""
    with Terminal() as screen:
        screen.wait("Mail address")
        screen.type("a?")
        screen.wait("a?")
        screen.keys("F1")
        screen.wait("what is possible here")
        screen.keys("F10")
        screen.gone("what is possible here")
        screen.keys("Tab", "?")
        screen.wait("what is possible here")


def test_overlays_close_without_escape():
    """Every overlay also closes without Esc (q, F10)"""
    openers = {"a": "Settings for the walk", "t": "The server's certificate", "c": "What the server offers", "v": "Side by side", "F1": "possible here",
               "w": "Why you see this", "l": "Round trips", "u": "Log-in exchange"}
    with explained() as screen:
        for key, title in openers.items():
            for way_out in ("q", "F10"):
                if (key, way_out) == ("a", "q"):
                    continue  # a text field: q is a letter there
                screen.keys(key)
                screen.wait(title)
                screen.keys(way_out)
                screen.gone(title)
        for key, title in {"C-p": "Find an action", "F2": "Help topics", "/": "Find:"}.items():
            screen.keys(key)
            screen.wait(title)
            screen.keys("F10")
            screen.gone(title)
        assert "What you can do" in screen.text()


def test_palette_finds_any_action():
    """A palette (Ctrl-P) finds any action by name"""
    with explained() as screen:
        screen.keys("C-p")
        screen.wait("Find an action")
        for words in ("log-in exchange", "round trips", "other colours", "other language", "draw the screen", "remember address"):
            screen.type(words)
            screen.wait("1", words[1:])
            assert "No action has this" not in screen.still()
            screen.keys("C-u")
        screen.type("certific")
        screen.gone("Walk again with the same settings")
        screen.wait("The server's certificate")
        screen.keys("Enter")
        screen.wait("Valid until")


def test_keyboard_alone():
    """The whole flow works by keyboard alone"""
    with Terminal() as screen:
        screen.wait("Mail address")
        screen.keys("Tab", "Down", "Down")
        screen.wait("▸ ")
        screen.keys("Enter")
        screen.wait("Practice password")
        screen.type("not it")
        screen.keys("Enter")
        picture = screen.wait("What you can do")
        screen.keys(re.search(r"│ +(\d)  .*password", picture).group(1))
        screen.wait("Practice password")
        screen.type("practice")
        screen.keys("Enter")
        screen.wait("It works", "run 2")
        screen.keys("q", "q")
        screen.wait("Or practise")
        screen.keys("F10")
        assert screen.finish() == 0


def test_search_as_one_types():
    """/ searches as one types, n/N, count, cancel restores"""
    with explained() as screen:
        screen.keys("q", "Tab", "Tab")
        before = screen.still()
        screen.keys("/")
        screen.type("250")
        screen.wait("Find: 250", " of ")
        screen.keys("Enter", "n")
        second = screen.wait('"250": ')
        screen.keys("N")
        screen.gone(re.search(r'"250": \d+ of \d+', second).group())
        screen.keys("/", "Escape")
        screen.gone("Find:")
        screen.keys("G", "/")
        screen.type("no such words")
        screen.wait("not found")
        screen.keys("Escape")
        screen.gone("Find:")
        assert screen.still() == before, screen.text()
        screen.keys("F1", "/")
        screen.type("THE ")
        screen.wait("1 of ")
        screen.keys("Down")
        screen.wait("2 of ")


def test_empty_list_says_why():
    """An empty list says why and what to press"""
    with FakeServer(says()) as server:
        with Terminal("joe@example.test", "-s", server.address) as screen:
            screen.wait("Settings for the walk")
            screen.keys("Enter")
            screen.wait("Nothing has been sent or received yet")
            screen.keys("C-p")
            screen.type("zzzz")
            screen.wait("No action has this", "Ctrl-U")
            screen.keys("F10", "F2")
            screen.type("zzzz")
            screen.wait("No topic has this", "Ctrl-U")


def test_no_color_no_colour():
    """NO_COLOR sends no colour"""
    with Terminal("practice", "all-good", environment={"NO_COLOR": "1"}) as raw:
        raw.until(b"Password")
        raw.quiet()
        raw.send(b"\x1b[19~")  # F8: other colours
        raw.quiet()
        assert not colours_in(raw.bytes), colours_in(raw.bytes)


def colours_in(data):
    codes = [code for group in re.findall(rb"\x1b\[([0-9;]*)m", data) for code in group.split(b";")]
    return {code for code in codes if re.fullmatch(rb"3[0-8]|4[0-8]|9[0-7]|10[0-7]", code)}


def test_state_is_not_colour_alone():
    """State is never told by colour alone"""
    with explained() as screen:
        screen.keys("q")
        picture = screen.wait("Transcript")
        for mark, step in (("✓", "TCP"), ("✗", "AUTH")):
            assert re.search(mark + r" " + step, picture), picture
        assert "failed" in picture and "▶ 535" in picture, picture
    with explained(environment={"NO_COLOR": "1"}) as screen:
        screen.keys("q")
        plain = re.sub(r"[<\d ]", "", screen.wait("Transcript"))
        assert plain.split("\n")[1:10] == re.sub(r"[<\d ]", "", picture).split("\n")[1:10], plain


def test_palettes():
    """High-contrast and colour-blind-safe palettes, kept for next time"""
    with Terminal("practice", "all-good") as screen:
        screen.wait("Practice password")
        seen = {screen.looks()}
        for name in ("High contrast", "Safe for colour blindness"):
            screen.keys("F8")
            screen.wait(name)
            seen.add(screen.looks())
        assert len(seen) == 3
        settings = os.path.join(screen.folder, "config", "mailmedic", "settings.yaml")
        assert "palette: colour-blind" in open(settings, encoding="utf-8").read()
        assert os.stat(settings).st_mode & 0o777 == 0o600


def test_poor_terminals_show_the_same_text():
    """8-colour and mono terminals show the same text"""
    pictures = []
    for term in ("tmux-256color", "xterm", "linux", "vt100"):
        with Terminal("practice", "tls-wrong-host", environment={"TERM": term}) as screen:
            screen.wait("Nothing secret has been sent", "F1 Help")
            pictures.append(re.sub(r"[<\d. ]+", " ", screen.still()))
    assert all(picture == pictures[0] for picture in pictures), "\n".join(pictures)


def test_plain_mode():
    """--plain, a pipe or TERM=dumb is a linear wizard of the same walk, no escape bytes"""
    answers = b"wrong one\nq\nq\n"
    for arguments, environment in ((["--plain"], {}), ([], {"TERM": "dumb"})):
        with Terminal("practice", "auth-535-wrong-password", *arguments, environment=environment) as raw:
            raw.until(b"not shown")
            raw.send(b"wrong one\n")
            raw.until(b"535")
            raw.quiet()
            assert b"\x1b" not in raw.bytes, raw.bytes
    piped = subprocess.run([PROGRAM, "practice", "auth-535-wrong-password", "--plain"], input=answers, timeout=60,
                           capture_output=True, check=False)
    assert b"\x1b" not in piped.stdout + piped.stderr
    assert b"535" in piped.stdout, piped


def test_cursor_is_on_the_focus():
    """The hardware cursor sits on the focused item"""
    def row(screen):
        y, _ = screen.cursor()
        return screen.text().split("\n")[y]
    with Terminal() as screen:
        screen.wait("Mail address")
        assert "Mail address" in row(screen)
        screen.keys("Tab")
        screen.wait("Enter Practise")
        assert "▸" in row(screen)
    with explained() as screen:
        screen.keys("Down")
        screen.still()
        assert re.search(r"│ +2  ", row(screen)), row(screen)
        screen.keys("q", "Tab", "Tab", "Up", "Up")
        screen.still()
        assert "▸" in row(screen), screen.text()
        screen.keys("C-p")
        screen.wait("Find an action")
        assert "Name:" in row(screen)


def test_wide_characters_keep_borders_straight():
    """CJK and combining characters keep borders straight"""
    greeting = "554 \u4e2d\u6587\u90ae\u4ef6 e\u0301a\u0308 \u670d\u52a1\u5668\u62d2\u7edd \u8fde\u63a5 No service\r\n".encode()
    with FakeServer(says(greeting)) as server:
        with Terminal("joe@example.test", "-s", server.address) as screen:
            screen.wait("Settings for the walk")
            screen.keys("Enter")
            picture = screen.wait("What you can do", "\u4e2d\u6587")
            boxed = [line for line in picture.split("\n") if line.startswith(("│", "╭", "╰"))]
            assert len(boxed) > 15 and {width(line) for line in boxed} == {80}, picture


def test_c_locale_is_ascii():
    """LC_ALL=C sends no UTF-8"""
    with Terminal("practice", "auth-535-wrong-password", environment={"LC_ALL": "C"}) as raw:
        raw.until(b"Password")
        raw.send(b"wrong\r")
        raw.until(b"What you can do")
        for key in (b"v", b"q", b"\x1bOP", b"q", b"t"):
            raw.send(key)
            raw.quiet()
        assert max(raw.bytes) < 0x80


def test_server_bytes_are_escaped():
    """What servers send is shown escaped"""
    with FakeServer(says(b"220 \x1b]0;owned\x07\x1b[2J\xe2\x80\xaeevil\r\n")) as server:
        with Terminal("joe@example.test", "-s", server.address) as raw:
            raw.until(b"Settings for the walk")
            raw.send(b"\r")
            raw.until(b"evil")
            raw.read(0.5)
            assert b"\x1b]0;" not in raw.bytes and "\u202e".encode() not in raw.bytes
        with Terminal("joe@example.test", "-s", server.address) as screen:
            screen.wait("Settings for the walk")
            screen.keys("Enter")
            screen.wait(r"220 \x1B]0;owned\x07\x1B[2J<U+202E>evil")
