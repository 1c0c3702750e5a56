# SPDX-License-Identifier: GPL-3.0-or-later
"""Full disks, closed descriptors, no HOME, signals, killed helpers: the exit code is the documented one and
what went wrong is said."""
import fcntl
import os
import resource
import shutil
import signal
import socket
import subprocess
import tempfile
import time

import pytest
from processes import children_of, is_alive, read_proc, state_of, wait_until
from program import PATIENCE, PROGRAM, PracticeServer, environment, run

REPLY = "535 5.7.8 Error: authentication failed"
TALKATIVE = [["explain", REPLY], ["explain", "--format", "json", REPLY], ["practice", "--list"], ["--help"],
             ["--version"]]


def expect(result, code, words=b""):
    assert result.returncode == code, f"wanted exit {code}: {result}"
    assert words in result.stderr, f"wanted {words!r} on stderr: {result}"


def limited(what, value):
    return lambda: resource.setrlimit(what, (value, value))


def test_a_full_disk_is_told():
    with PracticeServer("auth-535-wrong-password") as server:
        for words in [*TALKATIVE, server.check(), server.check("--format", "json")]:
            with open("/dev/full", "wb") as full:
                expect(run(*words, stdout=full), 70, b"mailmedic: ")


def test_a_file_that_may_not_grow_is_told():
    for words in TALKATIVE[:4]:
        with tempfile.TemporaryFile() as file:
            result = run(*words, stdout=file, preexec_fn=limited(resource.RLIMIT_FSIZE, 10))
            expect(result, 70, b"mailmedic: ")


def test_a_practice_server_that_cannot_write_says_so():
    result = run("serve", "all-good", preexec_fn=limited(resource.RLIMIT_FSIZE, 10))
    assert result.returncode not in (None, 0) and result.returncode > 0 and result.stderr.startswith(b"mailmedic: "), result


def test_a_reader_that_goes_away_is_no_crash():
    for words in TALKATIVE:
        read, write = os.pipe()
        os.close(read)
        result = run(*words, stdout=write)
        os.close(write)
        expect(result, 70)


def test_a_recording_that_cannot_grow_is_told():
    """The disk is full in the middle: as with the output, that is no usage error."""
    with PracticeServer("auth-535-wrong-password") as server, tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "call.rec")
        result = run(*server.check("--record", path), preexec_fn=limited(resource.RLIMIT_FSIZE, 2000))
        expect(result, 70, b"call.rec cannot be written")
        assert b"Result" in result.stdout, result
        expect(run(*server.check("--record", path)), 1, b"File exists")  # a name that cannot be used


def test_a_reader_that_stands_still_keeps_off_no_signal():
    """Much is said, and nobody reads it: who wants the end gets it."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        for blocking in (True, False):
            with PracticeServer("greeting-silent") as server:
                read, write = os.pipe()
                fcntl.fcntl(write, fcntl.F_SETPIPE_SZ, 4096)
                os.set_blocking(write, blocking)
                os.write(write, b"x" * 4096)  # full before the first line
                process = subprocess.Popen([PROGRAM, *server.check()], env=environment(), stdout=write, stderr=subprocess.PIPE)
                os.close(write)
                engines = until_it_waits(process)
                begun = time.monotonic()
                process.send_signal(number)
                try:
                    _, err = process.communicate(timeout=PATIENCE)
                finally:
                    process.kill()
                    os.close(read)
                assert (process.returncode, err) == (130, b""), (number, blocking, process.returncode, err)
                assert time.monotonic() - begun < 5
                assert not any(is_alive(engine) for engine in engines), "an engine is left behind"


def until_it_waits(process):
    """The children of `process`, once it sleeps with a child of its own."""
    def children():
        where = read_proc(process.pid, "wchan")
        if where == b"0" and state_of(process.pid) == "S":
            pytest.skip("only root may see what a program waits for")
        return children_of(process.pid) if b"poll" in where or b"pipe" in where else []
    return wait_until("it waits", children)


def test_a_practice_server_that_cannot_say_where_it_is_ends():
    with open("/dev/full", "wb") as full:
        expect(run("serve", "all-good", stdout=full), 70, b"cannot be written")
    read, write = os.pipe()
    os.close(read)
    expect(run("serve", "all-good", stdout=write), 70, b"cannot be written")
    os.close(write)


def test_odd_files_among_the_help_topics_are_told():
    """A FIFO, a folder, a link in a circle, a device: each is skipped with a sentence, and nothing waits for one."""
    makers = (os.mkfifo, os.mkdir, lambda path: os.symlink(path, path), lambda path: os.symlink("/dev/zero", path))
    for make in makers:
        with tempfile.TemporaryDirectory() as folder:
            causes = os.path.join(folder, "mailmedic/help/causes")
            os.makedirs(causes)
            make(os.path.join(causes, "odd.md"))
            result = run("explain", REPLY, environment=dict(XDG_DATA_HOME=folder))
            expect(result, 0, b"odd.md")


def test_closed_descriptors_do_no_harm():
    for closed in ((0,), (1,), (2,), (0, 1), (0, 1, 2)):
        def close(which=closed):
            for descriptor in which:
                os.close(descriptor)
        with PracticeServer("auth-535-wrong-password") as server:
            for words, code in ((["explain", REPLY], 0), (["practice", "--list"], 0), (server.check(), 28)):
                done = subprocess.run([PROGRAM, *words], env=environment(), preexec_fn=close, timeout=PATIENCE,
                                      stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
                assert done.returncode == code, (closed, words, done)


def test_nothing_on_standard_input_is_told():
    expect(run("explain", stdin=b""), 1, b"mailmedic: ")
    expect(run("explain", stdin=None, preexec_fn=lambda: os.close(0)), 1, b"mailmedic: ")
    with PracticeServer("all-good") as server:
        words = [word if word != server.password.name else "-" for word in server.check()]
        expect(run(*words, stdin=b""), 1, b"mailmedic: ")


def test_few_descriptors_are_told_or_enough():
    with PracticeServer("auth-535-wrong-password") as server:
        for most in range(3, 16):
            result = run(*server.check(), preexec_fn=limited(resource.RLIMIT_NOFILE, most))
            assert result.returncode is not None and result.returncode >= 0, (most, result)
            # Not even the loader gets by with three.
            assert result.returncode in (28, 127) or result.stderr.startswith(b"mailmedic: ") or b"Result" in result.stdout, \
                (most, result)


def test_without_a_home_it_works():
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "file")
        open(file, "wb").close()
        shut = os.path.join(folder, "shut")
        os.mkdir(shut, 0o500)
        for home in (None, "", "/nonexistent", file, shut, "relative"):
            changes = dict(HOME=home, XDG_DATA_HOME=None, XDG_RUNTIME_DIR=None)
            expect(run("explain", REPLY, environment=changes), 0)
            expect(run("practice", "--list", environment=changes), 0)


def test_a_folder_that_is_gone_is_no_matter():
    folder = tempfile.mkdtemp()
    result = run("explain", REPLY, preexec_fn=lambda: (os.chdir(folder), os.rmdir(folder)))
    shutil.rmtree(folder, ignore_errors=True)
    expect(result, 0)


class Check:
    """`check` in the middle of its work: the server has not greeted."""

    def __init__(self, server):
        self.process = subprocess.Popen([PROGRAM, *server.check()], env=environment(), stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE)
        self.process.stdout.readline()  # the legend
        while b"Connected" not in self.process.stdout.readline():
            pass

    def ended(self):
        begun = time.monotonic()
        out, err = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, out, err, time.monotonic() - begun


def test_a_signal_ends_a_check_at_once():
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        with PracticeServer("greeting-silent") as server:
            check = Check(server)
            engines = children_of(check.process.pid)
            check.process.send_signal(number)
            code, out, _, seconds = check.ended()
            assert code == 130 and b"Result" in out, (number, code, out)
            assert seconds < 5, seconds
            assert engines and not any(is_alive(engine) for engine in engines), "an engine is left behind"


def test_a_storm_of_signals_is_survived():
    with PracticeServer("greeting-silent") as server:
        check = Check(server)
        for _ in range(300):
            for number in (signal.SIGWINCH, signal.SIGCONT, signal.SIGPIPE):
                check.process.send_signal(number)
        assert check.process.poll() is None, "it is still there"
        check.process.send_signal(signal.SIGTERM)
        assert check.ended()[0] == 130


class GreetsWhenTold:
    """A server that takes a connection and greets when the test says so."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))

    def check(self):
        return ["check", "-s", "127.0.0.1:%d" % self.listener.getsockname()[1], "-q", "EHLO"]

    def greet(self):
        self.connection = self.listener.accept()[0]
        self.connection.sendall(b"220 mail.example.test ESMTP\r\n")
        self.connection.recv(100)
        self.connection.sendall(b"221 bye\r\n")

    def close(self):
        self.connection.close()
        self.listener.close()


def test_a_killed_engine_is_told_when_its_line_is_due():
    server = GreetsWhenTold()
    check = Check(server)
    for engine in children_of(check.process.pid):
        os.kill(engine, signal.SIGKILL)
    server.greet()
    code, out, err, seconds = check.ended()
    server.close()
    assert code == 70 and b"signal 9" in out, (code, out, err)
    assert seconds < 5, seconds


def test_a_killed_engine_does_not_hide_what_the_server_does():
    with PracticeServer("greeting-silent") as server:
        check = Check(server)
        for engine in children_of(check.process.pid):
            os.kill(engine, signal.SIGKILL)
        code, out, err, _ = check.ended()
        assert code == 21 and b"signal 9" not in out, (code, out, err)


def test_a_killed_server_is_told():
    with PracticeServer("greeting-silent") as server:
        check = Check(server)
        server.process.kill()
        code, out, _, seconds = check.ended()
        assert code == 21 and b"Result" in out, (code, out)
        assert seconds < 5, seconds
        shutil.rmtree(os.path.dirname(server.ca))


def test_a_killed_check_leaves_no_engine():
    with PracticeServer("greeting-silent") as server:
        check = Check(server)
        engines = children_of(check.process.pid)
        check.process.kill()
        check.ended()
        limit = time.monotonic() + 5
        while any(is_alive(engine) for engine in engines) and time.monotonic() < limit:
            time.sleep(0.01)
        assert engines and not any(is_alive(engine) for engine in engines), "an engine is left behind"


def test_a_practice_server_cleans_up():
    server = PracticeServer("all-good")
    folder = os.path.dirname(server.ca)
    assert os.stat(folder).st_mode & 0o777 == 0o700 and os.stat(server.ca).st_mode & 0o777 == 0o600
    with server:
        pass
    assert not os.path.exists(folder)
