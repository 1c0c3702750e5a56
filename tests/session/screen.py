# SPDX-License-Identifier: GPL-3.0-or-later
"""Two ways to run mailmedic as a person does: Screen (in tmux, to see the picture) and Raw (in a
bare pseudo-terminal, to see the bytes). Standard library only."""
import fcntl
import os
import pty
import re
import select
import shlex
import shutil
import signal
import struct
import subprocess
import tempfile
import termios
import time
import unicodedata

PROGRAM = os.environ["MAILMEDIC"]
PATIENCE = float(os.environ.get("SESSION_PATIENCE", "15"))  # seconds until a test gives up


class Screen:
    """The program in a tmux window of its own server."""

    def __init__(self, *arguments, columns=80, rows=24, environment=None, shell=False):
        self.folder = tempfile.mkdtemp(prefix="mailmedic-session-")
        self.socket = os.path.join(self.folder, "tmux")
        self.log = os.path.join(self.folder, "stderr")
        settings = {"LC_ALL": "C.UTF-8", "HOME": self.folder,
                    "XDG_CONFIG_HOME": os.path.join(self.folder, "config"), **(environment or {})}
        words = ["env", *[f"{name}={value}" for name, value in settings.items()], PROGRAM, *arguments]
        if shell:
            words = ["env", *words[1:len(settings) + 1], "bash", "--norc", "--noprofile", "-i"]
        command = f"cd {self.folder}; {shlex.join(words)} 2>{self.log}; echo exit=$?; sleep 1000"
        if shell:
            command = f"cd {self.folder}; exec {shlex.join(words)}"
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

    def cursor(self):
        """Row and column of the hardware cursor."""
        x, y = self.tmux("display-message", "-p", "#{cursor_x} #{cursor_y}").split()
        return int(y), int(x)

    def still(self):
        """The screen once two looks at it are the same."""
        before, now = None, self.text()
        while before != now:
            time.sleep(0.05)
            before, now = now, self.text()
        return now

    def colored(self):
        return self.tmux("capture-pane", "-e", "-p")

    def keys(self, *names):
        for name in names:
            self.tmux("send-keys", name)

    def type(self, text):
        self.tmux("send-keys", "-l", text)

    def press(self, data):
        """Bytes as a terminal sends them."""
        self.tmux("set-buffer", data.decode(), ";", "paste-buffer")

    def click(self, text, nth=0):
        """Presses and releases the left button on the first letter of a text that is on the screen."""
        places = [(y, line.index(text)) for y, line in enumerate(self.still().split("\n")) if text in line]
        y, x = places[nth]
        x = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in self.text().split("\n")[y][:x])
        place = bytes((33 + x, 33 + y))
        self.press(b"\x1b[M " + place + b"\x1b[M#" + place)  # as tmux's own kind of terminal does it

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
                errors = ""
                if os.path.exists(self.log):
                    with open(self.log, encoding="utf-8", errors="replace") as log:
                        errors = log.read()
                raise AssertionError(f"no {texts!r} within {seconds} s on:\n{picture}\n{errors}")
            time.sleep(0.02)

    def wait_for_fix(self, words, seconds=PATIENCE):
        """Until a fix whose label has the words (a pattern) is offered; returns its number, the key to press."""
        end = time.monotonic() + seconds
        while True:
            offered = re.search(rf"│ +(\d)  .*{words}", self.text())
            if offered:
                return offered[1]
            if time.monotonic() > end:
                raise AssertionError(f"no fix {words!r} on:\n{self.text()}")
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
        self.folder = tempfile.mkdtemp(prefix="mailmedic-session-")
        ready, go = os.pipe()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update({"TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "HOME": self.folder,
                               "XDG_CONFIG_HOME": os.path.join(self.folder, "config"), **(environment or {})})
            os.chdir(self.folder)
            os.read(ready, 1)  # until the size is set
            os.execvp(PROGRAM, [PROGRAM, *arguments])
        os.close(ready)
        self.resize(columns, rows)
        self.before = termios.tcgetattr(self.fd)
        self.begun = time.monotonic()
        os.write(go, b"1")
        os.close(go)

    def resize(self, columns, rows):
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

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
        shutil.rmtree(self.folder, ignore_errors=True)

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
            got += self.read_some(0.01)
        return time.monotonic() - begun

    def read_some(self, seconds, most=65536):
        """What comes next, at once; nothing when nothing comes within so many seconds."""
        ready, _, _ = select.select([self.fd], [], [], seconds)
        if not ready:
            return b""
        try:
            got = os.read(self.fd, most)
        except OSError:
            return b""
        self.bytes += got
        return got

    def quiet(self, seconds=0.3):
        """Reads until nothing has come for so long."""
        while self.read_some(seconds):
            pass

    def exit_status(self, seconds=PATIENCE):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                return status
            self.read(0.02)
        raise AssertionError("the program does not end")
