# SPDX-License-Identifier: GPL-3.0-or-later
"""A FIFO or a pipe that nobody writes to: what is waited for is said, and until when; then it ends."""
import contextlib
import os
import signal
import subprocess
import tempfile
import threading

import pytest
from program import PATIENCE, PROGRAM, environment, run

FAST = {"MAILMEDIC_CLOCK_SCALE": "100"}  # two minutes in 1.2 seconds
WAITS = b"waiting for what is written to "


@contextlib.contextmanager
def fifo():
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "fifo")
        os.mkfifo(path)
        yield path


def words_for(path):
    check = ["check", "joe@example.test", "-s", "127.0.0.1:1", "--auth-password-file", path]
    return {"replay": ["replay", path], "side by side": ["replay", path, path], "password": check,
            "token": [*check[:-2], "--auth-token-file", path], "accounts": ["check", "--accounts", path, "--format", "json"]}


@pytest.mark.parametrize("what", words_for(""))
def test_what_nobody_writes_to_is_waited_for_with_a_word_and_an_end(what):
    with fifo() as path:
        result = run(*words_for(path)[what], environment=FAST)
        assert result.returncode == 1, result
        assert WAITS + path.encode() in result.stderr and b"120 seconds" in result.stderr, result
        assert b"nothing more was written to it in time" in result.stderr, result


@pytest.mark.parametrize("option", ("--tls-ca-path", "--tls-cert"))
def test_what_is_read_more_than_once_is_no_fifo(option):
    with fifo() as path:
        result = run("check", "joe@example.test", "-s", "127.0.0.1:1", "-q", "TLS", option, path)
        assert (result.returncode, result.stderr) == (1, f"mailmedic: {path} is not a file.\n".encode()), result


def test_a_writer_that_stops_in_the_middle_is_no_endless_wait():
    with fifo() as path:
        keeper = os.open(path, os.O_RDWR)
        os.write(keeper, b"half a pass")
        result = run(*words_for(path)["password"], environment=FAST)
        os.close(keeper)
        assert result.returncode == 1 and b"in time" in result.stderr and b"half a pass" not in result.stderr, result


def test_a_pipe_on_standard_input_is_waited_for_likewise():
    read, write = os.pipe()
    process = subprocess.Popen([PROGRAM, *words_for("-")["password"]], env=environment(**FAST), stdin=read, stderr=subprocess.PIPE)
    os.close(read)
    _, err = process.communicate(timeout=PATIENCE)
    os.close(write)
    assert process.returncode == 1 and WAITS + b"standard input" in err, (process.returncode, err)


@pytest.mark.parametrize("what", ("replay", "password"))
def test_ctrl_c_ends_the_wait(what):
    with fifo() as path:
        process = subprocess.Popen([PROGRAM, *words_for(path)[what]], env=environment(), stdout=subprocess.DEVNULL,
                                   stderr=subprocess.PIPE)
        assert WAITS in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) in (130, -signal.SIGINT)
        process.stderr.close()


def test_who_writes_in_time_is_read_and_nothing_is_said():
    def write(path):
        with open(path, "wb") as file:
            file.write(b"no recording")

    with fifo() as path:
        writer = threading.Thread(target=write, args=(path,))
        writer.start()
        result = run("replay", path)
        writer.join()
        assert result.returncode == 1 and b"This is no recording" in result.stderr and WAITS not in result.stderr, result
