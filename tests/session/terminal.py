# SPDX-License-Identifier: GPL-3.0-or-later
"""What a terminal program owes its terminal: size, signals, colours, bytes."""
import base64
import fcntl
import os
import re
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time

import tap
from screen import PROGRAM, Raw, Screen
from server import Counter

LEFT_ALTERNATE_SCREEN = b"\x1b[?1049l"
PASTE_OFF = b"\x1b[?2004l"


def refuses(environment=None, columns=80, rows=24, arguments=()):
    """The program must end with 1 and one sentence, without any control sequence."""
    with Raw(*arguments, columns=columns, rows=rows, environment=environment) as raw:
        status = raw.exit_status()
        raw.read(0.2)
        assert os.waitstatus_to_exitcode(status) == 1, (status, raw.bytes)
        assert b"\x1b" not in raw.bytes, raw.bytes
        lines = raw.bytes.strip().splitlines()
        assert len(lines) == 1, raw.bytes
        return raw.bytes.decode()


def too_small_terminal_is_refused_at_start():
    assert "too small" in refuses(columns=59, rows=24)
    assert "too small" in refuses(columns=80, rows=15)


def dumb_terminal_gets_the_plain_dialogue():
    with Raw("practice", environment={"TERM": "dumb"}) as raw:
        raw.until(b"to end:")
        assert b"\x1b" not in raw.bytes, raw.bytes
        raw.send(b"q\n")
        raw.exit_status()


def without_a_terminal_there_is_a_sentence_and_exit_1():
    result = subprocess.run([PROGRAM, "practice"], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                            timeout=20, check=False)
    assert result.returncode == 1, result
    assert "\x1b" not in result.stdout + result.stderr
    assert len(result.stderr.strip().splitlines()) == 1, result.stderr


def signal_restores_the_terminal(number):
    with Raw("practice", "all-good") as raw:
        raw.until(b"Password")
        raw.read(0.3)
        raw.bytes = b""
        os.kill(raw.pid, number)
        status = raw.exit_status()
        raw.read(0.2)
        assert LEFT_ALTERNATE_SCREEN in raw.bytes and PASTE_OFF in raw.bytes, raw.bytes
        assert termios.tcgetattr(raw.fd)[:4] == raw.before[:4], "the line settings are not as before"
        return status


def terminate_hang_up_and_interrupt_restore_the_terminal():
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        assert os.waitstatus_to_exitcode(signal_restores_the_terminal(number)) == 130


def crash_restores_the_terminal():
    for number in (signal.SIGQUIT, signal.SIGUSR1, signal.SIGALRM, signal.SIGABRT):
        status = signal_restores_the_terminal(number)
        assert os.WIFSIGNALED(status) or os.waitstatus_to_exitcode(status) != 0


def exported_columns_are_not_believed():
    """A size that somebody exported is another terminal's; what is drawn stays within this one."""
    for columns, lines in (("200", "60"), ("40", "10"), ("99999999", "1")):
        with Raw("practice", "all-good", environment={"COLUMNS": columns, "LINES": lines}) as raw:
            raw.until(b"Password")
            raw.read(0.3)
            rows = [int(row) for row in re.findall(rb"\x1b\[(\d+);\d+H", raw.bytes)]
            assert max(rows) == 24, rows


def hidden_characters_of_a_settings_file_are_not_drawn():
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(os.path.join(folder, "mailmedic"))
        with open(os.path.join(folder, "mailmedic", "settings.yaml"), "w", encoding="ascii") as file:
            file.write('keys: {"\\u202Eabc\\u200B\\e[31m": f5}\n')
        with Raw("practice", "all-good", environment={"XDG_CONFIG_HOME": folder}) as raw:
            raw.until(b"there is no action")
            raw.read(0.3)
            shown = raw.bytes.decode("utf-8", "replace")
            assert "\u202e" not in shown and "\u200b" not in shown, shown


def settings_file_of_brackets_is_no_wait():
    """libyaml would take hours for it."""
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(os.path.join(folder, "mailmedic"))
        with open(os.path.join(folder, "mailmedic", "settings.yaml"), "w", encoding="ascii") as file:
            file.write("keys: " + "[" * 60000 + "\n")
        with Raw("practice", "all-good", environment={"XDG_CONFIG_HOME": folder}) as raw:
            raw.until(b"too many lists")


def closed_terminal_ends_the_program():
    with Raw("practice", "all-good") as raw:
        raw.until(b"Password")
        os.close(raw.fd)
        raw.fd = -1
        end = time.monotonic() + 5
        while time.monotonic() < end:
            if os.waitpid(raw.pid, os.WNOHANG)[0]:
                return
            time.sleep(0.02)
        raise AssertionError("still there 5 s after its terminal has gone")


def shrinking_and_growing_loses_nothing():
    with Screen("practice", "auth-535-wrong-password") as screen:
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


def storm_of_sizes_is_survived():
    with Raw("practice", "all-good") as raw:
        raw.until(b"Password")
        for rows, columns in [(1, 1), (200, 500), (2, 500), (500, 2), (16, 60), (5, 5), (24, 80)] * 3:
            fcntl.ioctl(raw.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            raw.read(0.03)
        raw.read(0.3)
        raw.bytes = b""
        raw.send(b"\x0c")
        raw.until(b"Password")


def stopped_program_comes_back_at_the_new_size():
    with Raw("practice", "all-good") as raw:
        raw.until(b"Password")
        raw.read(0.3)
        raw.bytes = b""
        os.kill(raw.pid, signal.SIGTSTP)
        end = time.monotonic() + 5
        while LEFT_ALTERNATE_SCREEN not in raw.bytes and time.monotonic() < end:
            raw.read(0.05)
        assert LEFT_ALTERNATE_SCREEN in raw.bytes
        fcntl.ioctl(raw.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
        os.kill(raw.pid, signal.SIGCONT)
        raw.until(b"F1")


def no_color_sends_no_colour():
    with Raw("practice", "all-good", environment={"NO_COLOR": "1"}) as raw:
        raw.until(b"Password")
        raw.read(0.3)
        codes = [code for group in re.findall(rb"\x1b\[([0-9;]*)m", raw.bytes) for code in group.split(b";")]
        colours = [code for code in codes if re.fullmatch(rb"3[0-8]|4[0-8]|9[0-7]|10[0-7]", code)]
        assert not colours, colours


def c_locale_sends_only_ascii():
    with Raw("practice", "all-good", environment={"LC_ALL": "C"}) as raw:
        raw.until(b"Password")
        raw.read(0.3)
        assert max(raw.bytes) < 0x80


def unknown_terminal_falls_back():
    with Raw("practice", environment={"TERM": "no-such-terminal"}) as raw:
        raw.until(b"practise")


def control_s_does_not_freeze():
    with Raw("practice") as raw:
        raw.until(b"practise")
        raw.read(0.2)
        raw.send(b"\x13")
        raw.send(b"\x1b[B")
        assert raw.read(0.5), "nothing painted after Ctrl-S"


def split_escape_sequence_is_still_a_key():
    with Raw("practice", "all-good") as raw:
        raw.until(b"Password")
        raw.send(b"\x1b")
        time.sleep(0.01)
        raw.send(b"[A")
        raw.read(0.5)
        assert b"What went wrong" not in raw.bytes


def split_utf8_arrives_whole():
    with Screen() as screen:
        screen.wait("Mail address")
        screen.type("gr\u00fc\u00dfe\u4e2d")
        screen.wait("gr\u00fc\u00dfe\u4e2d")
    with Raw() as raw:
        raw.until(b"Mail address")
        raw.read(0.3)
        for byte in "\u4e2d".encode():
            raw.send(bytes([byte]))
            time.sleep(0.05)
        raw.until("\u4e2d".encode())


def rest_costs_at_most_one_wake_up_a_second():
    with Raw("practice", "auth-535-wrong-password") as raw:
        raw.until(b"Password")
        raw.send(b"wrong\r")
        raw.until(b"What you can do")
        raw.read(1)

        def switches():
            status = open(f"/proc/{raw.pid}/status", encoding="ascii").read()
            return int(re.search(r"^voluntary_ctxt_switches:\s+(\d+)", status, re.M).group(1))

        before = switches()
        raw.read(3)
        assert switches() - before <= 4, f"{switches() - before} in 3 s"


def first_paint_does_not_wait():
    with Raw("practice", environment={"ASAN_OPTIONS": "detect_leaks=0"}) as raw:
        took = raw.until(b"practise")
        assert took < (1.0 if os.environ.get("SESSION_SLOW") else 0.25), f"{took * 1000:.0f} ms"


def secret_is_never_on_the_wire_to_the_terminal():
    with Raw("practice", "auth-535-wrong-password") as raw:
        raw.until(b"Password")
        raw.send(b"\x1b[200~Zaphod-42\r\n\x1b[201~")
        raw.read(0.3)
        raw.send(b"\r")
        raw.until(b"What you can do")
        raw.read(0.3)
        assert b"Zaphod" not in raw.bytes


def places_in_memory(pid, needles):
    """Where the needles stand in the writable memory of a process."""
    places = []
    with open(f"/proc/{pid}/maps", encoding="ascii") as maps, open(f"/proc/{pid}/mem", "rb", 0) as memory:
        for line in maps:
            span, rights = line.split()[:2]
            start, end = (int(part, 16) for part in span.split("-"))
            if not rights.startswith("rw"):
                continue
            try:
                memory.seek(start)
                data = memory.read(end - start)
            except OSError:
                continue
            places += [(line.split()[-1], needle) for needle in needles if needle in data]
    return places


def left_walk_leaves_no_copy_of_the_password():
    if os.environ.get("SESSION_SLOW") or os.geteuid() != 0:
        raise tap.Skip("needs to read another process's memory, as root and without sanitizers")
    password = b"Zq7canary91x"
    needles = [password, password.decode().encode("utf-32-le"), base64.b64encode(password)]
    for typed in (password, b"\x1b[200~" + password + b"\x1b[201~"):
        with Raw("practice", "auth-535-wrong-password") as raw:
            raw.until(b"Password")
            raw.read(0.3)
            raw.send(typed)
            raw.read(0.3)
            assert len(places_in_memory(raw.pid, needles)) == 1, "more than the field's own copy"
            raw.send(b"\r")
            raw.until(b"What you can do")
            raw.read(0.3)
            raw.send(b"q")
            raw.read(0.3)
            raw.send(b"q")
            raw.until(b"practise")
            assert not places_in_memory(raw.pid, needles), places_in_memory(raw.pid, needles)


def mouse_is_given_back_by_f9():
    with Raw("practice") as raw:
        raw.until(b"practise")
        raw.read(0.3)
        assert re.search(rb"\?(1006;)?1000h", raw.bytes), raw.bytes
        raw.bytes = b""
        raw.send(b"\x1b[20~")
        raw.read(0.5)
        assert re.search(rb"\?(1006;)?1000l", raw.bytes), raw.bytes


def hostile_bytes_of_a_server_are_shown_not_obeyed():
    with Counter(b"220 \x1b]0;owned\x07\x1b[2J\xe2\x80\xaeevil\r\n") as server:
        with Raw("joe@example.test", "-s", f"127.0.0.1:{server.port}") as raw:
            raw.until(b"Settings for the walk")
            raw.send(b"\r")
            raw.until(b"evil")
            raw.read(0.3)
            assert b"\x1b]0;" not in raw.bytes and "\u202e".encode() not in raw.bytes
        with Screen("joe@example.test", "-s", f"127.0.0.1:{server.port}") as screen:
            screen.wait("Settings for the walk")
            screen.keys("Enter")
            screen.wait("\\x1B]0;owned\\x07\\x1B[2J<U+202E>evil")


TESTS = [
    too_small_terminal_is_refused_at_start,
    dumb_terminal_gets_the_plain_dialogue,
    without_a_terminal_there_is_a_sentence_and_exit_1,
    terminate_hang_up_and_interrupt_restore_the_terminal,
    crash_restores_the_terminal,
    exported_columns_are_not_believed,
    hidden_characters_of_a_settings_file_are_not_drawn,
    settings_file_of_brackets_is_no_wait,
    closed_terminal_ends_the_program,
    shrinking_and_growing_loses_nothing,
    storm_of_sizes_is_survived,
    stopped_program_comes_back_at_the_new_size,
    no_color_sends_no_colour,
    c_locale_sends_only_ascii,
    unknown_terminal_falls_back,
    control_s_does_not_freeze,
    split_escape_sequence_is_still_a_key,
    split_utf8_arrives_whole,
    rest_costs_at_most_one_wake_up_a_second,
    first_paint_does_not_wait,
    secret_is_never_on_the_wire_to_the_terminal,
    left_walk_leaves_no_copy_of_the_password,
    mouse_is_given_back_by_f9,
    hostile_bytes_of_a_server_are_shown_not_obeyed,
]

if __name__ == "__main__":
    tap.run(TESTS, sys.argv[1:])
