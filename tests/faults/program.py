# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs mailmedic under adverse circumstances. Standard library only."""
import os
import re
import subprocess
import tempfile

PROGRAM = os.environ["MAILMEDIC"]
PATIENCE = 30  # seconds; nothing here takes one


class Result:
    """What came of one run; code None: it did not end."""

    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err

    def __repr__(self):
        return f"exit {self.code}, stdout {self.out[-300:]!r}, stderr {self.err[-300:]!r}"

    def same_as(self, other):
        return self.code == other.code and without_times(self.out) == without_times(other.out)


def without_times(text):
    """Times, ports and lengths of padding differ from run to run."""
    return re.sub(rb"[\d.:]+( ms| s)?", b"#", re.sub(rb" +", b" ", text))


def environment(**changes):
    """The usual one; None takes a variable away."""
    settings = {**os.environ, "LC_ALL": "C.UTF-8", **changes}
    return {name: str(value) for name, value in settings.items() if value is not None}


def run(*words, stdin=b"", env=None, **settings):
    settings.setdefault("stdout", subprocess.PIPE)
    settings.setdefault("stderr", subprocess.PIPE)
    if "stdin" not in settings and stdin is not None:
        settings["input"] = stdin
    try:
        done = subprocess.run([PROGRAM, *words], env=env or environment(), timeout=PATIENCE, check=False, **settings)
    except subprocess.TimeoutExpired:
        return Result(None, b"", b"")
    return Result(done.returncode, done.stdout or b"", done.stderr or b"")


class Serve:
    """`mailmedic serve SCENARIO`, and the words for `check` against it."""

    def __init__(self, scenario, **settings):
        self.process = subprocess.Popen([PROGRAM, "serve", scenario], stdout=subprocess.PIPE, env=environment(),
                                        **settings)
        _, self.host, self.port, _, ca_file = self.process.stdout.readline().decode().split()
        self.ca_file = ca_file.removeprefix("ca=")
        self.password = tempfile.NamedTemporaryFile("w", prefix="mailmedic-faults-")
        self.password.write("not the password\n")
        self.password.flush()

    def check(self, *more):
        return ["check", "student@practice.test", "--server", f"{self.host}:{self.port}", "--tls-ca-path", self.ca_file,
                "--auth", "PLAIN", "--auth-password-file", self.password.name, *more]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(PATIENCE)
        self.process.stdout.close()
        self.password.close()
