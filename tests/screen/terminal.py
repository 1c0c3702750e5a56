# SPDX-License-Identifier: GPL-3.0-or-later
"""What a terminal program owes its terminal: size, signals, colours, bytes."""
import base64
import os
import re
import signal
import subprocess
import tempfile
import termios
import time

import pytest
from processes import describe, find_in_memory
from program import PROGRAM, SANITIZED
from terminal_driver import Terminal

LEFT_ALTERNATE_SCREEN = b"\x1b[?1049l"
PASTE_OFF = b"\x1b[?2004l"


def refuses(environment=None, columns=80, rows=24, arguments=()):
    """The program must end with 1 and one sentence, without any control sequence."""
    with Terminal(*arguments, columns=columns, rows=rows, environment=environment) as raw:
        status = raw.status()
        raw.read(0.2)
        assert os.waitstatus_to_exitcode(status) == 1, (status, raw.bytes)
        assert b"\x1b" not in raw.bytes, raw.bytes
        lines = raw.bytes.strip().splitlines()
        assert len(lines) == 1, raw.bytes
        return raw.bytes.decode()


def test_too_small_terminal_is_refused_at_start():
    assert "too small" in refuses(columns=59, rows=24)
    assert "too small" in refuses(columns=80, rows=15)


def test_without_a_size_the_exported_or_the_usual_one_is_taken():
    """As on a serial line, or in a container: the kernel says 0x0."""
    for exported, columns, rows in (({}, 80, 24), ({"LINES": "30", "COLUMNS": "100"}, 100, 30),
                                    ({"LINES": "many", "COLUMNS": "0"}, 80, 24)):
        with Terminal("practice", columns=columns, rows=rows, environment=exported, kernel_size=(0, 0)) as screen:
            screen.wait("Practise", "F1 Help")
            painted = [row.rstrip() for row in screen.glass.rows()]
            assert "F1 Help" in painted[rows - 1], painted
            assert max(map(len, painted)) > columns - 10, painted
    assert "too small" in refuses({"LINES": "10", "COLUMNS": "80"}, columns=0, rows=0)


def test_dumb_terminal_gets_the_plain_dialogue():
    with Terminal("practice", environment={"TERM": "dumb"}) as raw:
        raw.until(b"to end:")
        assert b"\x1b" not in raw.bytes, raw.bytes
        raw.send(b"q\n")
        raw.status()


def test_without_a_terminal_there_is_a_sentence_and_exit_1():
    result = subprocess.run([PROGRAM, "practice"], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                            timeout=20, check=False)
    assert result.returncode == 1, result
    assert "\x1b" not in result.stdout + result.stderr
    assert len(result.stderr.strip().splitlines()) == 1, result.stderr


def signal_restores_the_terminal(number):
    with Terminal("practice", "all-good") as raw:
        raw.until(b"Password")
        raw.read(0.3)
        raw.bytes = b""
        os.kill(raw.pid, number)
        status = raw.status()
        raw.read(0.2)
        assert LEFT_ALTERNATE_SCREEN in raw.bytes and PASTE_OFF in raw.bytes, raw.bytes
        assert termios.tcgetattr(raw.fd)[:4] == raw.before[:4], "the line settings are not as before"
        return status


def test_terminate_hang_up_and_interrupt_restore_the_terminal():
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        assert os.waitstatus_to_exitcode(signal_restores_the_terminal(number)) == 130


def test_crash_restores_the_terminal():
    for number in (signal.SIGQUIT, signal.SIGUSR1, signal.SIGALRM, signal.SIGABRT):
        status = signal_restores_the_terminal(number)
        assert os.WIFSIGNALED(status) or os.waitstatus_to_exitcode(status) != 0


def test_exported_columns_are_not_believed():
    """A size that somebody exported is another terminal's; what is drawn stays within this one."""
    for columns, lines in (("200", "60"), ("40", "10"), ("99999999", "1")):
        with Terminal("practice", "all-good", environment={"COLUMNS": columns, "LINES": lines}) as raw:
            raw.until(b"Password")
            raw.read(0.3)
            rows = [int(row) for row in re.findall(rb"\x1b\[(\d+);\d+H", raw.bytes)]
            assert max(rows) == 24, rows


def test_hidden_characters_of_a_settings_file_are_not_drawn():
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(os.path.join(folder, "mailmedic"))
        with open(os.path.join(folder, "mailmedic", "settings.yaml"), "w", encoding="ascii") as file:
            file.write('keys: {"\\u202Eabc\\u200B\\e[31m": f5}\n')
        with Terminal("practice", "all-good", environment={"XDG_CONFIG_HOME": folder}) as raw:
            raw.until(b"there is no action")
            raw.read(0.3)
            shown = raw.bytes.decode("utf-8", "replace")
            assert "\u202e" not in shown and "\u200b" not in shown, shown


def test_settings_file_of_brackets_is_no_wait():
    """libyaml would take hours for it."""
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(os.path.join(folder, "mailmedic"))
        with open(os.path.join(folder, "mailmedic", "settings.yaml"), "w", encoding="ascii") as file:
            file.write("keys: " + "[" * 60000 + "\n")
        with Terminal("practice", "all-good", environment={"XDG_CONFIG_HOME": folder}) as raw:
            raw.until(b"too many lists")


def test_shrinking_and_growing_loses_nothing():
    with Terminal("practice", "auth-535-wrong-password") as screen:
        screen.wait("Password", "F1 Help")
        screen.type("x")
        screen.keys("Enter")
        before = screen.wait("What you can do")
        screen.resize(40, 12)
        screen.wait("too small")
        screen.keys("q", "q")  # ignored
        screen.resize(80, 24)
        screen.gone("too small")
        time.sleep(0.3)
        assert screen.text() == before, screen.text()
        screen.resize(140, 40)
        screen.wait("What you can do", "Transcript")


def test_stopped_program_comes_back_at_the_new_size():
    with Terminal("practice", "all-good") as raw:
        raw.until(b"Password")
        raw.read(0.3)
        raw.bytes = b""
        os.kill(raw.pid, signal.SIGTSTP)
        end = time.monotonic() + 5
        while LEFT_ALTERNATE_SCREEN not in raw.bytes and time.monotonic() < end:
            raw.read(0.05)
        assert LEFT_ALTERNATE_SCREEN in raw.bytes
        raw.resize(100, 30)
        os.kill(raw.pid, signal.SIGCONT)
        raw.until(b"F1")


def test_split_escape_sequence_is_still_a_key():
    with Terminal("practice", "all-good") as raw:
        raw.until(b"Password")
        raw.send(b"\x1b")
        time.sleep(0.01)
        raw.send(b"[A")
        raw.read(0.5)
        assert b"What went wrong" not in raw.bytes


def test_split_utf8_arrives_whole():
    with Terminal() as screen:
        screen.wait("Mail address")
        screen.type("gr\u00fc\u00dfe\u4e2d")
        screen.wait("gr\u00fc\u00dfe\u4e2d")
    with Terminal() as raw:
        raw.until(b"Mail address")
        raw.read(0.3)
        for byte in "\u4e2d".encode():
            raw.send(bytes([byte]))
            time.sleep(0.05)
        raw.until("\u4e2d".encode())


def test_secret_is_never_on_the_wire_to_the_terminal():
    with Terminal("practice", "auth-535-wrong-password") as raw:
        raw.until(b"Password")
        raw.send(b"\x1b[200~Zaphod-42\r\n\x1b[201~")
        raw.read(0.3)
        raw.send(b"\r")
        raw.until(b"What you can do")
        raw.read(0.3)
        assert b"Zaphod" not in raw.bytes


def test_left_walk_leaves_no_copy_of_the_password():
    if SANITIZED or os.geteuid() != 0:
        pytest.skip("needs to read another process's memory, as root and without sanitizers")
    password = b"Zq7canary91x"
    forms = {"as is": password, "as characters": password.decode().encode("utf-32-le"), "Base64": base64.b64encode(password)}
    for typed in (password, b"\x1b[200~" + password + b"\x1b[201~"):
        with Terminal("practice", "auth-535-wrong-password") as raw:
            raw.until(b"Password")
            raw.read(0.3)
            raw.send(typed)
            raw.read(0.3)
            assert len(find_in_memory(raw.pid, forms)) == 1, "more than the field's own copy"
            raw.send(b"\r")
            raw.until(b"What you can do")
            raw.read(0.3)
            raw.send(b"q")
            raw.read(0.3)
            raw.send(b"q")
            raw.until(b"practise")
            assert not find_in_memory(raw.pid, forms), describe(find_in_memory(raw.pid, forms))
