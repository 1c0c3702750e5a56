# SPDX-License-Identifier: GPL-3.0-or-later
"""The program between two pipes, talked to line by line; and the numbers of the choices that it offers."""
import os
import re
import select
import subprocess
import time

from program import PATIENCE, PROGRAM, environment as usual_environment


class Pipe:
    """`arguments` are those of mailmedic, or `command` is the whole. `errors`: where its stderr goes."""

    def __init__(self, *arguments, environment=None, command=None, folder=None, errors=subprocess.PIPE):
        self.process = subprocess.Popen(command or [PROGRAM, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=errors, env=usual_environment(**(environment or {})), cwd=folder,
                                        start_new_session=True)
        self.pid = self.process.pid
        self.bytes = b""
        self.seen = 0

    def expect(self, part, seconds=PATIENCE):
        """Reads until `part` has come, after what was expected before."""
        part = part.encode() if isinstance(part, str) else part
        end = time.monotonic() + seconds
        while (at := self.bytes.find(part, self.seen)) < 0:
            ready = select.select([self.process.stdout], [], [], max(0, end - time.monotonic()))[0]
            chunk = os.read(self.process.stdout.fileno(), 65536) if ready else b""
            if not chunk:
                raise AssertionError(f"no {part!r} in {self.bytes[self.seen:][-3000:]!r}")
            self.bytes += chunk
        self.seen = at + len(part)

    def send(self, data):
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def finish(self):
        """The exit code, once it has said everything; `errors` is what it said on stderr."""
        rest, self.errors = self.process.communicate(timeout=PATIENCE)
        self.bytes += rest
        return self.process.returncode

    def kill(self):
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            if stream:
                stream.close()


class Conversation:
    """For whatever has bytes, expect() and send()."""

    def answer(self, question, text):
        self.expect(question)
        self.send(text)

    def choose(self, question, *labels):
        """The first of the labels that is offered."""
        self.expect(question)
        self.send(number_of(self, *labels))


def number_of(talk, *labels):
    """The answer that takes a choice "N. LABEL": the first of the labels that the last list offers, else an earlier one."""
    lines = talk.bytes.replace(b"\r\n", b"\n")
    for part in (lines[lines.rfind(b"\n1. "):], lines):
        for label in labels:
            found = re.findall(rb"^(\d+)\. [^\n]*" + re.escape(label), part, re.M)
            if found:
                return found[-1] + b"\n"
    raise AssertionError(f"{labels!r} is not offered: {lines[-3000:]!r}")
