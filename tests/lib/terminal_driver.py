# SPDX-License-Identifier: GPL-3.0-or-later
"""A program on a terminal as a person has it: its bytes (pexpect), the picture that they paint (pyte), keys and mouse."""
import os
import re
import select
import shlex
import shutil
import signal
import tempfile
import termios
import time
import unicodedata

import pexpect
import pyte

from processes import state_of
from program import PROGRAM, environment as usual_environment

PATIENCE = 30  # seconds until a test gives up
FRAME = 0.02   # seconds that the kernel may need to hand over what the program has written
KEYS = {"Enter": b"\r", "Escape": b"\x1b", "Tab": b"\t", "Space": b" ", "BSpace": b"\x7f", "Up": b"\x1bOA", "Down": b"\x1bOB",
        "Right": b"\x1bOC", "Left": b"\x1bOD", "F1": b"\x1bOP", "F2": b"\x1bOQ", "F3": b"\x1bOR", "F4": b"\x1bOS",
        "End": b"\x1bOF", "Home": b"\x1bOH", "F5": b"\x1b[15~", "F6": b"\x1b[17~",
        "F7": b"\x1b[18~", "F8": b"\x1b[19~", "F9": b"\x1b[20~", "F10": b"\x1b[21~"}


def width(text):
    """Columns that a text takes."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def fresh_modes():
    """How the kernel sets up a terminal."""
    master, slave = os.openpty()
    try:
        return termios.tcgetattr(slave)
    finally:
        os.close(master)
        os.close(slave)


class Glass(pyte.Screen):
    """pyte's screen, and what xterm-256color can do beyond it."""

    def __init__(self, columns, rows):
        super().__init__(columns, rows)
        self.last = " "

    def draw(self, data):
        self.last = data[-1:] or self.last
        super().draw(data)

    def repeat(self, count=1):
        self.draw(self.last * (count or 1))

    def move_lines(self, count):
        """The lines between the margins go down by so many, up when it is negative; blank ones come in."""
        top, bottom = self.margins or (0, self.lines - 1)
        rows = {y: self.buffer.pop(y) for y in range(top, bottom + 1) if y in self.buffer}
        for y, row in rows.items():
            if top <= y + count <= bottom:
                self.buffer[y + count] = row
        self.dirty.update(range(top, bottom + 1))

    def scroll_down(self, count=1):
        self.move_lines(count or 1)

    def scroll_up(self, count=1):
        self.move_lines(-(count or 1))

    def select_graphic_rendition(self, *attributes, private=False):
        if not private:  # CSI > ... m is about the keyboard
            super().select_graphic_rendition(*attributes)


    def rows(self):
        """What stands in each row. pyte's own `display` trips over half a wide character that was written over."""
        for y in range(self.lines):
            cells = [self.buffer[y][x].data for x in range(self.columns)] + [None]
            yield "".join(" " if width(cell) == 2 and after != "" or cell == "" and width(before) != 2 else cell
                          for before, cell, after in zip([" ", *cells], cells, cells[1:]))


class GlassStream(pyte.ByteStream):
    csi = {**pyte.ByteStream.csi, "b": "repeat", "S": "scroll_up", "T": "scroll_down"}
    events = pyte.ByteStream.events | {"repeat", "scroll_up", "scroll_down"}


class Terminal:
    """`arguments` are those of mailmedic, or `command` is the whole. HOME is a folder of its own, removed at the end.
    `kernel_size`: what the kernel says, where that is not (rows, columns)."""

    def __init__(self, *arguments, columns=80, rows=24, environment=None, command=None, folder=None, kernel_size=None):
        self.own_folder = None if folder else tempfile.mkdtemp(prefix="mailmedic-terminal-")
        self.folder = folder or self.own_folder
        self.bytes = b""     # everything that came; a test may empty it
        self.seen = 0        # how far expect() has read in it
        self.unpainted = b""
        self.ended = False   # nothing will come any more
        self.glass = Glass(columns, rows)
        self.stream = GlassStream(self.glass)
        words = command or [PROGRAM, *arguments]
        settings = {"TERM": "xterm-256color", "HOME": self.folder,
                    "XDG_CONFIG_HOME": os.path.join(self.folder, "config"), **(environment or {})}
        size = kernel_size or (rows, columns)
        self.begun = time.monotonic()
        self.child = pexpect.spawn(words[0] if words[1:] else shlex.quote(words[0]), list(words[1:]), env=usual_environment(**settings), cwd=self.folder,
                                   dimensions=size, preexec_fn=lambda: termios.tcsetwinsize(0, size))
        self.child.delaybeforesend = None
        self.pid, self.fd = self.child.pid, self.child.child_fd
        self.before = fresh_modes()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()

    def kill(self):
        """Ends the program, whatever it does, and takes its folder away."""
        if self.child.isalive():
            os.kill(self.pid, signal.SIGKILL)
        self.hang_up()
        self.status()
        if self.own_folder:
            shutil.rmtree(self.own_folder, ignore_errors=True)

    def hang_up(self):
        """The terminal goes away."""
        if self.fd >= 0:
            self.child.ptyproc.fileobj.close()
            self.fd = self.child.child_fd = self.child.ptyproc.fd = -1
            self.child.closed = self.child.ptyproc.closed = self.ended = True

    # ---- bytes

    def send(self, data):
        os.write(self.fd, data)

    def read_some(self, seconds=0.0, most=65536):
        """What comes next, at once; nothing when nothing comes within so many seconds, or never again."""
        if self.ended or not select.select([self.fd], [], [], seconds)[0]:
            return b""
        try:
            got = os.read(self.fd, most)
        except OSError:  # how Linux says that nobody has the other end any more
            got = b""
        self.ended = not got
        self.bytes += got
        self.unpainted += got
        return got

    def read(self, seconds):
        """Everything that comes within so many seconds."""
        got, end = b"", time.monotonic() + seconds
        while not self.ended and (left := end - time.monotonic()) > 0:
            got += self.read_some(left)
        return got

    def quiet(self, seconds=0.3):
        """Reads until nothing has come for so long."""
        while self.read_some(seconds):
            pass

    def until(self, part, seconds=PATIENCE):
        """Reads until `part` has come, from now on; returns the seconds that took."""
        begun, got = time.monotonic(), b""
        while part not in got:
            if time.monotonic() - begun > seconds or self.ended:
                raise AssertionError(f"no {part!r} in {got!r}")
            got += self.read_some(0.01)
        return time.monotonic() - begun

    def expect(self, part, seconds=PATIENCE):
        """Reads until `part` has come, after what was expected before."""
        part = part.encode() if isinstance(part, str) else part
        end = time.monotonic() + seconds
        while (at := self.bytes.find(part, self.seen)) < 0:
            if time.monotonic() > end or self.ended:
                raise AssertionError(f"no {part!r} in {self.bytes[self.seen:][-3000:]!r}")
            self.read_some(0.05)
        self.seen = at + len(part)

    # ---- settings of the line, and the end

    def modes(self):
        """As the kernel has them; None once the terminal is gone."""
        try:
            return termios.tcgetattr(self.fd)
        except termios.error:
            return None

    def echoes(self):
        return bool(self.modes()[3] & termios.ECHO)

    def wait_for_echo(self, wanted):
        end = time.monotonic() + PATIENCE
        while self.echoes() != wanted:
            assert time.monotonic() < end, f"the echo is not {wanted}"
            time.sleep(0.01)

    def resize(self, columns, rows):
        self.picture()
        self.glass.resize(rows, columns)
        termios.tcsetwinsize(self.fd, (rows, columns))

    def status(self, seconds=PATIENCE):
        """The status as waitpid() has it, once the program has ended; what it still says is read."""
        end = time.monotonic() + seconds
        while self.child.isalive():
            if time.monotonic() > end:
                raise AssertionError(f"the program does not end: {self.bytes[-1000:]!r}")
            if self.ended or not self.read_some(0.02):
                time.sleep(0.005)
        self.quiet(0.2)
        return self.child.status

    def finish(self, seconds=PATIENCE):
        """The exit code, negative for a signal."""
        return os.waitstatus_to_exitcode(self.status(seconds))

    # ---- the picture

    def is_waiting(self):
        """The program in the foreground sleeps: what it paints is painted whole."""
        try:
            return state_of(os.tcgetpgrp(self.fd)) in (None, "S", "T", "Z")
        except OSError:
            return True

    def settle(self, seconds=5.0):
        """Reads until the program waits and has nothing more to say, so that no frame is seen half painted."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            waits = self.is_waiting()
            if not self.read_some(FRAME) and (waits or self.ended) and self.is_waiting():
                break

    def picture(self):
        data, self.unpainted = self.unpainted, b""
        self.stream.feed(data)
        return "\n".join(row.rstrip() for row in self.glass.rows()) + "\n"

    def text(self):
        """The screen, between two frames."""
        self.settle()
        return self.picture()

    def still(self):
        """The screen once two looks at it are the same."""
        before, now = None, self.text()
        while before != now:
            self.read(0.05)
            before, now = now, self.text()
        return now

    def cursor(self):
        """Row and column of the hardware cursor."""
        self.text()
        return self.glass.cursor.y, self.glass.cursor.x

    def looks(self):
        """The colours and attributes on the screen, without its words."""
        self.still()
        return frozenset(self.glass.buffer[y][x][1:] for y in range(self.glass.lines) for x in range(self.glass.columns))

    def wait_for(self, holds, otherwise, seconds=PATIENCE):
        """Until `holds(picture)`; returns what it returns."""
        end = time.monotonic() + seconds
        while True:
            picture = self.text()
            found = holds(picture)
            if found:
                return found
            if time.monotonic() > end or self.ended:
                raise AssertionError(f"{otherwise} within {seconds} s on:\n{picture}")
            self.read_some(0.1)

    def wait(self, *texts, seconds=PATIENCE):
        """Until all texts are on the screen at once; returns the screen."""
        return self.wait_for(lambda picture: picture if all(text in picture for text in texts) else None,
                             f"no {texts!r}", seconds)

    def wait_for_fix(self, words, seconds=PATIENCE):
        """Until a fix whose label has the words (a pattern) is offered; returns its number, the key to press."""
        return self.wait_for(lambda picture: re.search(rf"│ +(\d)  .*{words}", picture), f"no fix {words!r}", seconds)[1]

    def gone(self, text, seconds=PATIENCE):
        """Until a text has left the screen."""
        self.wait_for(lambda picture: text not in picture, f"{text!r} has not gone", seconds)

    # ---- keys and mouse

    def keys(self, *names):
        """Keys by name, `C-p` for Ctrl-P; a short while between two, as fingers have it."""
        for name in names:
            self.send(KEYS.get(name) or (bytes([ord(name[2:].upper()) - 64]) if name.startswith("C-") else name.encode()))
            self.settle(0.1)

    def type(self, text):
        self.send(text if isinstance(text, bytes) else text.encode())

    def paste(self, text):
        """In the brackets of a terminal's paste."""
        self.send(b"\x1b[200~" + (text if isinstance(text, bytes) else text.encode()).replace(b"\n", b"\r") + b"\x1b[201~")

    def click_at(self, row, column):
        place = f"{column + 1};{row + 1}"
        self.send(f"\x1b[<0;{place}M\x1b[<0;{place}m".encode())

    def click(self, text, nth=0):
        """Presses and releases the left button on the first letter of a text that is on the screen."""
        places = [(y, line[:line.index(text)]) for y, line in enumerate(self.still().split("\n")) if text in line]
        y, before = places[nth]
        self.click_at(y, width(before))
