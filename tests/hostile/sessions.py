# SPDX-License-Identifier: GPL-3.0-or-later
"""The program as a conversation with a server of ours: through pipes (Talk) or on a terminal (Screen)."""

import os
import subprocess
import time

from client import PASSWORD, USER, forms_of
from pipe import Conversation, Pipe
from processes import find_in_memory
from terminal_driver import Terminal

PATIENCE = 40  # seconds


def scan_memory(pid, secret=PASSWORD):
    """(name of the mapping, form, flags, address) of every copy; curses keeps a key in four bytes."""
    forms = {name: form for name, form in forms_of(secret).items() if name not in ("JSON", "JSON UTF-8", "escaped", "form", "url")}
    forms["as keys"] = b"".join(byte.to_bytes(4, "little") for byte in secret.encode())
    forms["as characters"] = secret.encode("utf-32-le")
    return find_in_memory(pid, forms)


class Talk(Conversation, Pipe):
    """Plain mode between two pipes."""

    def __init__(self, command, environment, folder):
        super().__init__(command=command, environment=environment, folder=folder, errors=subprocess.STDOUT)


class Screen(Conversation, Terminal):
    """The screen, on a terminal of its own, before a server of ours."""

    def __init__(self, suite, port, folder, *options, command=None, columns=120, rows=40):
        command = command or [suite.client.program, USER, "-s", "mail.hostile.test:%d" % port, "--tls-ca-path",
                              os.path.join(suite.folder, "root.pem"), *options]
        settings = dict(suite.client.settings(), TERM="xterm-256color", LC_ALL="C.UTF-8", HOME=folder)
        super().__init__(command=command, environment=settings, columns=columns, rows=rows, folder=folder)

    def key(self, keys, seconds=0.15):
        self.send(keys)
        self.read_some(2)
        self.quiet(seconds)

    def log_in(self, password, pasted=False):
        self.expect("Settings for the walk")
        self.quiet()
        self.send(b"\r")
        self.expect("Password")
        self.quiet()
        self.type(password, pasted)
        self.send(b"\r")

    def type(self, password, pasted=False):
        data = password if isinstance(password, bytes) else password.encode()
        if pasted:
            self.key(b"\x1b[200~" + data + b"\r\n\x1b[201~")
        else:
            for at in range(0, len(data), 16):
                self.send(data[at:at + 16])  # shows nothing new: the mask has one length
                self.quiet(0.05)

    def leave(self):
        """By the key for it, from wherever it is; the exit code."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self.child.isalive():
            try:
                self.send(b"\x1b[21~")
            except OSError:
                break
            self.read_some(0.3)
        return self.finish()
