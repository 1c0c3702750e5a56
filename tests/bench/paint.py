# SPDX-License-Identifier: GPL-3.0-or-later
"""From the start of a full-screen program to the first thing it paints, in a terminal of 80x24."""
import contextlib
import fcntl
import os
import pty
import re
import select
import struct
import termios
import time

ESCAPES = re.compile(rb'\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]*[0-~])')
PATIENCE = 10


def first_paint(command, folder):
    """Seconds until a character that is not blank is on the screen, or None."""
    begin = time.monotonic()
    pid, terminal = pty.fork()
    if pid == 0:
        # The size is set before the program can ask for it.
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack('HHHH', 24, 80, 0, 0))
        os.chdir(folder)
        os.environ.update(TERM='xterm-256color', LC_ALL='C.UTF-8')
        os.execvp(command[0], command)
    shown, painted = b'', None
    while painted is None and select.select([terminal], [], [], PATIENCE)[0]:
        try:
            shown += os.read(terminal, 65536)
        except OSError:
            break
        if re.search(rb'[!-~\x80-\xff]', ESCAPES.sub(b'', shown)):
            painted = time.monotonic() - begin
    os.kill(pid, 9)
    os.waitpid(pid, 0)
    with contextlib.suppress(OSError):
        os.close(terminal)
    return painted
