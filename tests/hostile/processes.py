# SPDX-License-Identifier: GPL-3.0-or-later
"""Looking into processes, and the program as a conversation: through pipes (Talk) or on a terminal (Screen)."""

import fcntl
import glob
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time

from client import PASSWORD, USER, forms_of

PATIENCE = 40  # seconds


# ---- looking into processes

def children_of(pid):
    found = []
    for path in glob.glob("/proc/[0-9]*/stat"):
        try:
            with open(path) as file:
                fields = file.read().rsplit(")", 1)[1].split()
            if int(fields[1]) == pid and fields[0] != "Z":
                found.append(int(path.split("/")[2]))
        except (OSError, IndexError):
            pass
    return found


def read_proc(pid, name):
    with open("/proc/%d/%s" % (pid, name), "rb") as file:
        return file.read()


def open_files(pid):
    """(descriptor, what it leads to, closed by exec) of each."""
    for path in glob.glob("/proc/%d/fd/*" % pid):
        number = int(os.path.basename(path))
        try:
            flags = re.search(rb"flags:\s*(\d+)", read_proc(pid, "fdinfo/%d" % number)).group(1)
            yield number, os.readlink(path), bool(int(flags, 8) & os.O_CLOEXEC)
        except FileNotFoundError:
            pass


def maps_of(pid):
    """(start, end, name, flags) of each mapping."""
    entry = None
    for line in read_proc(pid, "smaps").decode("utf-8", "replace").splitlines():
        head = re.match(r"([0-9a-f]+)-([0-9a-f]+) (\S+) \S+ \S+ \S+\s*(.*)", line)
        if head:
            entry = [int(head.group(1), 16), int(head.group(2), 16), head.group(4) or "anonymous", head.group(3)]
        elif line.startswith("VmFlags:") and entry:
            yield entry[0], entry[1], entry[2], line.split()[1:]


def scan_memory(pid, secret=PASSWORD):
    """(name of the mapping, form, flags, address) of every copy; curses keeps a key in four bytes."""
    hits = []
    forms = {name: form for name, form in forms_of(secret).items() if name not in ("JSON", "JSON UTF-8", "escaped", "form", "url")}
    forms["as keys"] = b"".join(struct.pack("=I", byte) for byte in secret.encode())
    forms["as characters"] = secret.encode("utf-32-le")
    with open("/proc/%d/mem" % pid, "rb", buffering=0) as memory:
        for start, end, name, flags in maps_of(pid):
            if name in ("[vvar]", "[vsyscall]", "[vdso]") or "rd" not in flags or end - start > 1 << 32:
                continue
            data = read_range(memory, start, end)
            for form_name, form in forms.items():
                at = data.find(form)
                while at >= 0:
                    hits.append((name, form_name, flags, start + at))
                    at = data.find(form, at + 1)
    return hits


def read_range(memory, start, end):
    data = b""
    try:
        memory.seek(start)
        while len(data) < end - start:
            part = memory.read(end - start - len(data))
            if not part:
                break
            data += part
    except (OSError, ValueError, OverflowError):
        pass
    return data


def describe(hits):
    return ["password %s at %x in %s (%s)" % (form, at, name, " ".join(flags)) for name, form, flags, at in hits]


# ---- the program as a conversation

class Conversation:
    """Bytes out, bytes in; `seen` moves behind what was waited for."""

    def __init__(self):
        self.out, self.seen = b"", 0

    def read(self, seconds):
        if not select.select([self.fd], [], [], seconds)[0]:
            return True
        try:
            data = os.read(self.fd, 65536)
        except OSError:
            return False
        self.out += data
        return bool(data)

    def wait_for(self, word, seconds=PATIENCE):
        word = word.encode() if isinstance(word, str) else word
        deadline = time.monotonic() + seconds
        while self.out.find(word, self.seen) < 0:
            if time.monotonic() > deadline or not self.read(0.1):
                raise RuntimeError("no %r in %r" % (word, self.out[self.seen:][-1500:]))
        self.seen = self.out.find(word, self.seen) + len(word)

    def quiet(self, seconds=0.3):
        """Until nothing has come for so long."""
        size = -1
        while size != len(self.out):
            size = len(self.out)
            self.read(seconds)

    def kill(self):
        try:
            os.kill(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


class Talk(Conversation):
    """Plain mode between two pipes."""

    def __init__(self, command, environment, folder):
        super().__init__()
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                        env=environment, cwd=folder, start_new_session=True)
        self.fd, self.pid = self.process.stdout.fileno(), self.process.pid

    def answer(self, question, text):
        self.wait_for(question)
        self.process.stdin.write(text)
        self.process.stdin.flush()

    def choose(self, question, *labels):
        """The number of the choice "N. LABEL", for the first label that is offered."""
        self.wait_for(question)
        menu = self.out[self.out.rfind(b"\n1. "):]
        found = [re.findall(rb"^(\d+)\. [^\n]*" + re.escape(label), menu, re.M) for label in labels]
        numbers = [number for numbers in found for number in numbers[:1]][:1]
        if not numbers:
            raise RuntimeError("%r is not offered: %r" % (labels, menu))
        self.process.stdin.write(numbers[0] + b"\n")
        self.process.stdin.flush()

    def finish(self):
        self.process.stdin.close()
        while self.read(PATIENCE):
            pass
        return self.process.wait(PATIENCE)

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


class Screen(Conversation):
    """The screen, on a terminal of its own, before a server of ours."""

    def __init__(self, suite, port, folder, *options, command=None, columns=120, rows=40):
        super().__init__()
        command = command or [suite.client.program, USER, "-s", "mail.hostile.test:%d" % port, "--tls-ca-path",
                              os.path.join(suite.folder, "root.pem"), *options]
        environment = dict(suite.client.environment(), TERM="xterm-256color", LC_ALL="C.UTF-8", HOME=folder,
                           XDG_CONFIG_HOME=os.path.join(folder, "config"))
        ready, go = os.pipe()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            os.read(ready, 1)  # until the size is set
            os.closerange(3, 1024)  # what we have inherited ourselves
            os.execve(command[0], command, environment)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        os.write(go, b"1")
        os.close(go)
        os.close(ready)

    def key(self, keys, seconds=0.15):
        os.write(self.fd, keys)
        self.read(2)
        self.quiet(seconds)

    def log_in(self, password, pasted=False):
        self.wait_for("Settings for the walk")
        self.quiet()
        os.write(self.fd, b"\r")
        self.wait_for("Password")
        self.quiet()
        self.type(password, pasted)
        os.write(self.fd, b"\r")

    def type(self, password, pasted=False):
        data = password if isinstance(password, bytes) else password.encode()
        if pasted:
            self.key(b"\x1b[200~" + data + b"\r\n\x1b[201~")
        else:
            for at in range(0, len(data), 16):
                os.write(self.fd, data[at:at + 16])  # shows nothing new: the mask has one length
                self.quiet(0.05)

    def close(self):
        """Leaves by the key for it, from wherever it is."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                os.write(self.fd, b"\x1b[21~")
            except OSError:
                break
            if not self.read(0.3):
                break
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def kill(self):
        super().kill()
        try:
            os.waitpid(self.pid, 0)
        except ChildProcessError:
            pass
        if self.fd >= 0:
            os.close(self.fd)
        self.fd = -1
