# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the built binary for the tests of the commands without a screen."""

import os
import subprocess
import tempfile
import unittest

BINARY = os.environ["MAILMEDIC"]
ENVIRONMENT = {
    "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
    "HOME": "/nonexistent",
    "LC_ALL": "C.UTF-8",
    "TERM": "xterm",
    **{name: value for name, value in os.environ.items() if name.startswith(("ASAN_", "UBSAN_", "LSAN_", "MAILMEDIC_"))},
}


def run(*arguments, stdin=b"", environment=None, timeout=60):
    """Runs mailmedic without a terminal; returns the finished process (bytes)."""
    return subprocess.run(
        [BINARY, *arguments],
        input=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**ENVIRONMENT, **(environment or {})},
        start_new_session=True,
        timeout=timeout,
    )


class Server:
    """The practice server, playing one scenario."""

    def __init__(self, scenario):
        self.process = subprocess.Popen(
            [BINARY, "serve", scenario], stdout=subprocess.PIPE, env=ENVIRONMENT, start_new_session=True
        )
        words = self.process.stdout.readline().decode().split()
        assert words[0] == "listening", words
        self.endpoint = f"{words[1]}:{words[2]}"
        self.tls = words[3].removeprefix("tls=")
        self.ca = words[4].removeprefix("ca=")

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.process.terminate()
        self.process.wait(timeout=10)
        self.process.stdout.close()

    def arguments(self):
        return ["-s", self.endpoint, "--tls", self.tls, "--tls-ca-path", self.ca]


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def write(self, name, content):
        path = os.path.join(self.folder.name, name)
        with open(path, "wb") as file:
            file.write(content)
        return path

    def assert_sentence(self, finished, code=1):
        """One clear sentence on stderr, nothing on stdout."""
        text = finished.stderr.decode()
        self.assertEqual(finished.returncode, code, text)
        self.assertEqual(finished.stdout, b"")
        self.assertEqual(text.count("\n"), 1, text)
        self.assertTrue(text.startswith("mailmedic: "), text)
        self.assertIn(text.rstrip("\n")[-1], ".", text)
        self.assertTrue(all(ord(c) >= 32 for c in text.rstrip("\n")), text)
