# SPDX-License-Identifier: GPL-3.0-or-later
"""The behaviours of keys, pastes, mouse and clipboard, byte by byte."""
import base64
import os
import re
import time

from measure import second_try
from program import SANITIZED
from terminal_driver import Terminal

SLOW = 5 if SANITIZED else 1
PASSWORD = b"Zaphod-42-Beeblebrox"


def explained():
    """A 535 explained, in a bare terminal; its bytes so far are forgotten."""
    raw = Terminal("practice", "auth-535-wrong-password")
    raw.until(b"Password")
    raw.quiet()
    raw.send(PASSWORD + b"\r")
    raw.until(b"What you can do")
    raw.quiet()
    return raw


@second_try
def test_lone_escape_acts(record_property):
    """A lone Esc acts within 50 ms"""
    times = []
    with explained() as raw:
        for _ in range(5):
            raw.send(b"\x1bOP")
            raw.until(b"possible here")
            raw.quiet()
            raw.send(b"\x1b")
            times.append(raw.until(b"wrong"))
            raw.quiet()
    assert max(times) < 0.050 * SLOW, times
    record_property("measured", f"slowest of {len(times)}: {max(times) * 1000:.0f} ms")


def test_split_sequence_is_a_key():
    """ESC, 10 ms, [A is still Up"""
    with Terminal() as screen:
        screen.wait("Mail address")
        screen.keys("Tab", "Down", "Down")
        third = screen.still()
    with Terminal() as raw:
        raw.until(b"practise")
        raw.send(b"\t\x1b[B\x1b[B")
        raw.quiet()
        raw.bytes = b""
        for part in (b"\x1b", b"[A"):
            raw.send(part)
            time.sleep(0.010)
        raw.quiet()
        raw.send(b"\x0c")
        raw.quiet()
        painted = re.sub(rb"\x1b\[[0-9;?]*[A-Za-z]|\x1b\(B", b"", raw.bytes)
        assert re.search("\u25b8 +Everything works \\(TLS from".encode(), painted), painted  # one up from the third
        raw.bytes = b""
        raw.send(b"\x0c")
        raw.quiet()
        assert b"Enter Practise" in re.sub(rb"\x1b\[[0-9;]*[A-Za-z]|\x1b\(B", b"", raw.bytes), raw.bytes
    assert "\u25b8" in third


def test_split_utf8_arrives():
    """UTF-8 split across writes arrives whole"""
    with Terminal() as raw:
        raw.until(b"Mail address")
        raw.quiet()
        for byte in "\u4e2d\u00e9".encode():
            raw.send(bytes([byte]))
            raw.read(0.02)
        raw.quiet()
        assert "\u4e2d".encode() in raw.bytes and "\u00e9".encode() in raw.bytes


def test_paste_is_one_unit():
    """Bracketed paste is one unit; a newline in it never submits"""
    with Terminal("practice", "all-good") as raw:
        raw.until(b"Password")
        raw.quiet()
        raw.send(b"\x1b[200~prac\x1b[201~")
        raw.send(b"\x1b[200~tice\r\n\x1b[201~")
        raw.quiet()
        assert b"It works" not in raw.bytes
        raw.send(b"\r")
        raw.until(b"works")


def test_control_s_does_not_freeze():
    """Ctrl-S never freezes painting"""
    with Terminal("practice") as raw:
        raw.until(b"practise")
        raw.quiet()
        raw.send(b"\x13")
        raw.send(b"\x1b[B")
        assert raw.read_some(2), "nothing painted after Ctrl-S"


def wheel(raw, down, row, column):
    raw.send(f"\x1b[<{65 if down else 64};{column + 1};{row + 1}M".encode())


def test_wheel_scrolls():
    """The wheel scrolls what is under the pointer"""
    with explained() as raw:
        raw.send(b"\x1bOP")  # the help: longer than the screen
        raw.until(b"possible here")
        raw.quiet()
        raw.bytes = b""
        wheel(raw, True, 10, 40)
        raw.quiet()
        assert len(raw.bytes) > 200, raw.bytes
        raw.send(b"qq")
        raw.until(b"Transcript")
        raw.quiet()
        raw.bytes = b""
        wheel(raw, False, 20, 40)
        raw.quiet()
        assert len(raw.bytes) > 100, raw.bytes


def click_through_the_screens():
    """Rows, buttons, hints, links, steps, lines: from the start to a walk that works, by mouse alone."""
    with Terminal() as screen:
        screen.wait("Or practise")
        screen.click("535: wrong password")
        screen.wait("\u25b8 535: wrong password")
        screen.click("Enter Practise")
        screen.wait("Practice password")
        screen.type("wrong")
        screen.click("Enter Log in")
        screen.wait("What you can do", "Type the password again")
        screen.click("Change the user name")
        screen.wait("Form of the user name")
        screen.click("Esc Back")
        screen.wait("What you can do")
        screen.click("r Again")
        screen.wait("Practice password")
        screen.click("Esc Stop here")
        screen.wait("What you can do", "run 2")
        screen.keys("q")
        picture = screen.wait("Transcript", "TCP")
        screen.click("TLS", nth=next(i for i, line in enumerate(x for x in picture.split("\n") if "TLS" in x)
                                     if re.search(r"\u2713 TLS", line)))
        screen.wait("TLSv1.3")
        screen.keys("C-p")
        screen.wait("Find an action")
        screen.type("all help")
        screen.click("All help topics")
        screen.wait("Search:")
        screen.type("app passw")
        screen.wait("App passwords")
        screen.click("App passwords")
        screen.wait("Next link")


def test_click_everything():
    """Everything that looks clickable is; a key gives the mouse back to the terminal"""
    with Terminal("practice", "auth-535-wrong-password") as picture:
        picture.wait("Practice password")
        picture.type("wrong")
        picture.keys("Enter")
        lines = picture.wait("What you can do").split("\n")
        picture.keys("v")
        picture.wait("Side by side")

    def place(word):
        for y, line in enumerate(lines):
            if word in line:
                return y, line.index(word)
        raise AssertionError(f"no {word} in {lines}")

    def click(raw, word):
        y, x = place(word)
        raw.send(f"\x1b[<0;{x + 1};{y + 1}M\x1b[<0;{x + 1};{y + 1}m".encode())
    click_through_the_screens()
    with explained() as raw:
        for word, answer in (("F1 Help", b"possible here"), ("r Again", b"Password")):
            click(raw, word)
            raw.until(answer)
            raw.quiet()
            raw.send(b"\x1b[21~")
            raw.quiet()
        raw.bytes = b""
        raw.send(b"\x1b[20~")
        raw.quiet()
        assert re.search(rb"\?(1006;)?1000l", raw.bytes), raw.bytes
        raw.bytes = b""
        raw.send(b"\x1b[20~")
        raw.quiet()
        assert re.search(rb"\?(1006;)?1000h", raw.bytes), raw.bytes


def test_copies_and_saves():
    """Copies the diagnosis (OSC 52), with saving to a file beside it"""
    with explained() as raw:
        raw.bytes = b""
        raw.send(b"y")
        raw.until(b"Markdown")
        raw.send(b"\r")
        raw.until(b"Copied")
        text = base64.b64decode(re.search(rb"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07", raw.bytes).group(1))
        assert b"535" in text and b"password" in text.lower(), text
        raw.send(b"s")
        raw.until(b"Save")
        raw.quiet()
        raw.send(b"\r")
        raw.until(b"Saved")
        raw.quiet()
        saved = [name for name in os.listdir(raw.folder) if name.startswith("mailmedic-report")]
        assert len(saved) == 1, os.listdir(raw.folder)
        path = os.path.join(raw.folder, saved[0])
        assert os.stat(path).st_mode & 0o777 == 0o600
        with open(path, "rb") as file:
            assert b"535" in file.read()


def test_secrets_are_masked():
    """Secrets are masked on screen, in the transcript, in copies"""
    encoded = base64.b64encode(b"\0student@practice.test\0" + PASSWORD)
    with explained() as raw:
        for key in (b"y\r", b"s\r", b"u", b"q", b"l", b"q", b"q", b"\t\t", b"y", b"S"):
            raw.send(key)
            raw.quiet(0.2)
        copies = [base64.b64decode(copy) for copy in re.findall(rb"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07", raw.bytes)]
        saved = [open(os.path.join(raw.folder, name), "rb").read() for name in os.listdir(raw.folder)
                 if name.startswith("mailmedic-")]
        assert len(copies) >= 2 and len(saved) >= 2, (copies, os.listdir(raw.folder))
        for text in [raw.bytes, *copies, *saved]:
            assert PASSWORD not in text and PASSWORD[:12] not in text and encoded not in text
        assert any(b"<hidden>" in text for text in copies), copies
