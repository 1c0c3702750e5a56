# SPDX-License-Identifier: GPL-3.0-or-later
"""The program under test: where it is, its environment, one run of it, and the practice server that it plays."""
import os
import pathlib
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.path.abspath(os.environ.get("MAILMEDIC") or ROOT / "build/src/mailmedic")
PATIENCE = 60  # seconds; nothing here takes ten
USER = "student@practice.test"
KEPT = ("ASAN_", "UBSAN_", "LSAN_", "MAILMEDIC_", "LD_LIBRARY_PATH")


def is_sanitized():
    """Sanitizers take their time, and their allocator keeps what was freed."""
    with open(PROGRAM, "rb") as file:
        return b"__asan_init" in file.read()


SANITIZED = is_sanitized()


def environment(**changes):
    """The same for every user and machine; None takes a variable away."""
    settings = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "HOME": "/nonexistent", "LC_ALL": "C.UTF-8", "TERM": "xterm",
                **{name: value for name, value in os.environ.items() if name.startswith(KEPT)}, **changes}
    return {name: str(value) for name, value in settings.items() if value is not None}


def usual_environment(changes):
    return environment(**(changes or {}))


def run(*arguments, stdin=b"", environment=None, timeout=PATIENCE, **settings):
    """One run without a terminal, to its end; `returncode` None: it did not end. `environment`: what is other than usual."""
    settings.setdefault("stdout", subprocess.PIPE)
    settings.setdefault("stderr", subprocess.PIPE)
    if "stdin" not in settings and stdin is not None:
        settings["input"] = stdin
    try:
        done = subprocess.run([PROGRAM, *arguments], env=usual_environment(environment), start_new_session=True, timeout=timeout,
                              check=False, **settings)
    except subprocess.TimeoutExpired as late:
        return subprocess.CompletedProcess(late.cmd, None, late.stdout or b"", late.stderr or b"")
    return done


class PracticeServer:
    """`mailmedic serve SCENARIO`, and the words for `check` against it."""

    def __init__(self, scenario):
        self.process = subprocess.Popen([PROGRAM, "serve", scenario], stdout=subprocess.PIPE, env=environment(),
                                        start_new_session=True)
        words = self.process.stdout.readline().decode().split()
        assert words[:1] == ["listening"], words
        self.endpoint = f"{words[1]}:{words[2]}"
        self.tls = words[3].removeprefix("tls=")
        self.ca = words[4].removeprefix("ca=")
        self.password = tempfile.NamedTemporaryFile("w", prefix="mailmedic-password-")
        self.password.write("not the password\n")
        self.password.flush()

    def arguments(self):
        return ["-s", self.endpoint, "--tls", self.tls, "--tls-ca-path", self.ca]

    def check(self, *more):
        """A log-in with a wrong password."""
        return ["check", USER, *self.arguments(), "--auth", "PLAIN", "--auth-password-file", self.password.name, *more]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(PATIENCE)
        self.process.stdout.close()
        self.password.close()
