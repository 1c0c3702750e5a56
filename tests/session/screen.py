# SPDX-License-Identifier: GPL-3.0-or-later
"""Two ways to run mailmedic as a person does: Screen (in tmux, to see the picture) and Raw (in a
bare pseudo-terminal, to see the bytes). Standard library only."""
import fcntl
import os
import pty
import select
import shlex
import shutil
import signal
import struct
import subprocess
import tempfile
import termios
import time

PROGRAM = os.environ["MAILMEDIC"]
PATIENCE = float(os.environ.get("SESSION_PATIENCE", "15"))  # seconds until a test gives up


class Screen:
    """The program in a tmux window of its own server."""

    def __init__(self, *arguments, columns=80, rows=24, environment=None):
        self.folder = tempfile.mkdtemp(prefix="mailmedic-session-")
        self.socket = os.path.join(self.folder, "tmux")
        self.log = os.path.join(self.folder, "stderr")
        settings = {"LC_ALL": "C.UTF-8", "HOME": self.folder, **(environment or {})}
        words = ["env", *[f"{name}={value}" for name, value in settings.items()], PROGRAM, *arguments]
        command = f"cd {self.folder}; {shlex.join(words)} 2>{self.log}; echo exit=$?; sleep 1000"
        clean = {key: value for key, value in os.environ.items() if key not in ("TMUX", "LD_PRELOAD")}
        clean["LC_ALL"] = "C.UTF-8"
        self.environment = clean
        self.tmux("-f", "/dev/null", "new-session", "-d", "-x", str(columns), "-y", str(rows), command,
                  ";", "set", "-g", "status", "off", ";", "set", "-sg", "escape-time", "0")

    def tmux(self, *words):
        result = subprocess.run(["tmux", "-u", "-S", self.socket, *words], env=self.environment,
                                capture_output=True, text=True, check=False)
        return result.stdout

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.tmux("kill-server")
        shutil.rmtree(self.folder, ignore_errors=True)

    def text(self):
        return self.tmux("capture-pane", "-p")

    def colored(self):
        return self.tmux("capture-pane", "-e", "-p")

    def keys(self, *names):
        for name in names:
            self.tmux("send-keys", name)

    def type(self, text):
        self.tmux("send-keys", "-l", text)

    def paste(self, text):
        self.tmux("set-buffer", text, ";", "paste-buffer", "-p")

    def resize(self, columns, rows):
        self.tmux("resize-window", "-x", str(columns), "-y", str(rows))

    def wait(self, *texts, seconds=PATIENCE):
        """Until all texts are on the screen at once; returns the screen."""
        end = time.monotonic() + seconds
        while True:
            picture = self.text()
            if all(text in picture for text in texts):
                return picture
            if time.monotonic() > end:
                errors = open(self.log, encoding="utf-8", errors="replace").read()
                raise AssertionError(f"no {texts!r} within {seconds} s on:\n{picture}\n{errors}")
            time.sleep(0.02)

    def gone(self, text, seconds=PATIENCE):
        """Until a text has left the screen."""
        end = time.monotonic() + seconds
        while text in self.text():
            if time.monotonic() > end:
                raise AssertionError(f"{text!r} is still on:\n{self.text()}")
            time.sleep(0.02)


class Raw:
    """The program in a pseudo-terminal, byte by byte."""

    def __init__(self, *arguments, columns=80, rows=24, environment=None):
        self.bytes = b""
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update({"TERM": "xterm-256color", "LC_ALL": "C.UTF-8", **(environment or {})})
            time.sleep(0.2)  # until the size is set
            os.execvp(PROGRAM, [PROGRAM, *arguments])
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.before = termios.tcgetattr(self.fd)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        except (ProcessLookupError, ChildProcessError):
            pass
        if self.fd >= 0:
            os.close(self.fd)

    def send(self, data):
        os.write(self.fd, data)

    def read(self, seconds):
        """Everything that comes within so many seconds."""
        got, end = b"", time.monotonic() + seconds
        while time.monotonic() < end:
            ready, _, _ = select.select([self.fd], [], [], max(0, end - time.monotonic()))
            if not ready:
                break
            try:
                data = os.read(self.fd, 65536)
            except OSError:
                break
            if not data:
                break
            got += data
        self.bytes += got
        return got

    def until(self, part, seconds=PATIENCE):
        """Reads until `part` has come; returns the seconds that took."""
        begun, got = time.monotonic(), b""
        while part not in got:
            if time.monotonic() - begun > seconds:
                raise AssertionError(f"no {part!r} in {got!r}")
            got += self.read(0.01)
        return time.monotonic() - begun

    def exit_status(self, seconds=PATIENCE):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                return status
            self.read(0.02)
        raise AssertionError("the program does not end")
